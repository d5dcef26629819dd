"""Wrong: takes the lock of the target first."""

def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    first, second = dst, src
    with accounts[first].lock, accounts[second].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
