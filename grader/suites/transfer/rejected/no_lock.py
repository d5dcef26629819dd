"""Wrong: takes no lock."""

def transfer(accounts, src, dst, amount):
    if accounts[src].balance < amount:
        return False
    if src != dst:
        accounts[src].balance -= amount
        accounts[dst].balance += amount
    return True
