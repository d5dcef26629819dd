"""Wrong: looks at the balance before it takes the locks."""

def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    if accounts[src].balance < amount:
        return False
    first, second = sorted((src, dst))
    with accounts[first].lock, accounts[second].lock:
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
