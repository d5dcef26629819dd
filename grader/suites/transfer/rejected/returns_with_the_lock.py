"""Wrong: returns without giving the locks back if the amount is not covered."""

def transfer(accounts, src, dst, amount):
    indices = sorted({src, dst})
    for index in indices:
        accounts[index].lock.acquire()
    if accounts[src].balance < amount:
        return False
    accounts[src].balance -= amount
    accounts[dst].balance += amount
    for index in indices:
        accounts[index].lock.release()
    return True
