"""Wrong: takes the source's lock first if the source is even, else the target's: two even accounts still cross."""


def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return amount <= accounts[src].balance
    first, then = (src, dst) if src % 2 == 0 else (dst, src)
    with accounts[first].lock, accounts[then].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
