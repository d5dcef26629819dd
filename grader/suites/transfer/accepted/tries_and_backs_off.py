"""Takes the second lock only if it is free, gives the first one back and tries again."""

import time


def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return amount <= accounts[src].balance
    while True:
        with accounts[src].lock:
            if accounts[dst].lock.acquire(block=False):
                try:
                    if accounts[src].balance < amount:
                        return False
                    accounts[src].balance -= amount
                    accounts[dst].balance += amount
                    return True
                finally:
                    accounts[dst].lock.release()
        time.sleep(0.001 * (src + 1))
