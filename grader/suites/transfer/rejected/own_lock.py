"""Wrong: makes a lock of its own in every process."""

from multiprocessing import Lock


def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    with Lock():
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
