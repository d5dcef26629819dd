"""Wrong: takes the same lock twice if both accounts are one."""

def transfer(accounts, src, dst, amount):
    first, second = sorted((src, dst))
    with accounts[first].lock, accounts[second].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
