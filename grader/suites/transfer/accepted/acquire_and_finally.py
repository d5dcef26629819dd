"""Acquire in order, release in finally."""

def transfer(accounts, src, dst, amount):
    locks = [accounts[min(src, dst)].lock]
    if src != dst:
        locks.append(accounts[max(src, dst)].lock)
    for lock in locks:
        lock.acquire()
    try:
        covered = accounts[src].balance >= amount
        if covered and src != dst:
            accounts[src].balance = accounts[src].balance - amount
            accounts[dst].balance = accounts[dst].balance + amount
        return covered
    finally:
        for lock in reversed(locks):
            lock.release()
