"""An ExitStack with the locks of a sorted set."""

from contextlib import ExitStack


def transfer(accounts, src, dst, amount):
    with ExitStack() as stack:
        for index in sorted({src, dst}):
            stack.enter_context(accounts[index].lock)
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
    return True
