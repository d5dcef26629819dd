"""Wrong: tries ten times, then answers False."""

import time


def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    for _ in range(10):
        with accounts[src].lock:
            if accounts[dst].lock.acquire(timeout=0.05):
                try:
                    if accounts[src].balance < amount:
                        return False
                    accounts[src].balance -= amount
                    accounts[dst].balance += amount
                    return True
                finally:
                    accounts[dst].lock.release()
        time.sleep(0.01)
    return False
