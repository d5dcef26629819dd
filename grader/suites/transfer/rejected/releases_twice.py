"""Wrong: if both accounts are the same, their lock is released twice: the second time it may be somebody else's."""

def transfer(accounts, src, dst, amount):
    first, second = accounts[min(src, dst)], accounts[max(src, dst)]
    first.lock.acquire()
    if first is not second:
        second.lock.acquire()
    try:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
    finally:
        first.lock.release()
        try:
            second.lock.release()
        except ValueError:
            pass
