"""Wrong: enters the lock of the source first, with an ExitStack."""

from contextlib import ExitStack


def transfer(accounts, src, dst, amount):
    with ExitStack() as stack:
        for i in dict.fromkeys((src, dst)):
            stack.enter_context(accounts[i].lock)
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
