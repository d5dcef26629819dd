"""The first account's lock stands for all."""

def transfer(accounts, src, dst, amount):
    with accounts[0].lock:
        source, target = accounts[src], accounts[dst]
        if source.balance < amount:
            return False
        source.balance -= amount
        target.balance += amount
        return True
