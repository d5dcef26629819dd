"""Wrong: acquires the lock of the source first."""

from contextlib import contextmanager

@contextmanager
def held(a, b):
    a.lock.acquire()
    if b is not a:
        b.lock.acquire()
    try:
        yield
    finally:
        a.lock.release()
        if b is not a:
            b.lock.release()

def transfer(accounts, src, dst, amount):
    with held(accounts[src], accounts[dst]):
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
