"""Misconception: any lock protects the balance. It is read under the lock of the other account, and may have changed.

Caught by: two transfers from the account in the middle, one to each side. FAILED overdraft-outside-lock.
"""

def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    a, b = (src, dst) if src < dst else (dst, src)
    with accounts[a].lock:
        if accounts[src].balance < amount:
            return False
        with accounts[b].lock:
            accounts[src].balance -= amount
            accounts[dst].balance += amount
            return True
