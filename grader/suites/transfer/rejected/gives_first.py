"""Wrong: gives first, then looks whether it is covered, and takes back what is not.

Meanwhile another transfer can spend what was never there.
"""


def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    with accounts[dst].lock:
        accounts[dst].balance += amount
    with accounts[src].lock:
        if accounts[src].balance >= amount:
            accounts[src].balance -= amount
            return True
    with accounts[dst].lock:
        accounts[dst].balance -= amount
    return False
