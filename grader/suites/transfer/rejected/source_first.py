"""Wrong: takes the lock of the source first."""

def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    first, second = src, dst
    with accounts[first].lock, accounts[second].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
