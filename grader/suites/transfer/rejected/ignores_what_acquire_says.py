"""Wrong: waits half a second for each lock, and goes on whether or not it has it."""

def transfer(accounts, src, dst, amount):
    a, b = sorted({src, dst})[0], sorted({src, dst})[-1]
    got = [accounts[a].lock.acquire(timeout=0.5)]
    if a != b:
        got.append(accounts[b].lock.acquire(timeout=0.5))
    try:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
    finally:
        for i, ok in zip((a, b), got):
            if ok:
                accounts[i].lock.release()
