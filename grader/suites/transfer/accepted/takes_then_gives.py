"""One lock at a time: takes the money out, then brings it."""

def transfer(accounts, src, dst, amount):
    with accounts[src].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
    with accounts[dst].lock:
        accounts[dst].balance += amount
    return True
