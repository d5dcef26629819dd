"""Wrong: adds to an account what it has just read as another one's."""

def transfer(accounts, src, dst, amount):
    locks = [accounts[index].lock for index in sorted({src, dst})]
    for lock in locks:
        lock.acquire()
    source, target = accounts[src].balance, accounts[dst].balance
    covered = source >= amount
    if covered:
        accounts[src].balance = source - amount
        accounts[dst].balance = target + amount
    for lock in locks:
        lock.release()
    return covered
