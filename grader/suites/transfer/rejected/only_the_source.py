"""Wrong: takes only the lock of the source."""

def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    with accounts[src].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
