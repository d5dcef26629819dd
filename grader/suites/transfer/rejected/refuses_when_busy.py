"""Wrong: answers False if a lock is taken."""

def transfer(accounts, src, dst, amount):
    taken = []
    try:
        for index in sorted({src, dst}):
            if not accounts[index].lock.acquire(block=False):
                return False
            taken.append(accounts[index].lock)
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
    finally:
        for lock in taken:
            lock.release()
