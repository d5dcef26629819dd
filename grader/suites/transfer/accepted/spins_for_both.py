"""Tries both locks without waiting, gives the first one back, and spins without a pause."""


def transfer(accounts, src, dst, amount):
    source, target = accounts[src], accounts[dst]
    if src == dst:
        with source.lock:
            return source.balance >= amount
    while True:
        if source.lock.acquire(False):
            if target.lock.acquire(False):
                break
            source.lock.release()
    try:
        if source.balance < amount:
            return False
        source.balance -= amount
        target.balance += amount
        return True
    finally:
        target.lock.release()
        source.lock.release()
