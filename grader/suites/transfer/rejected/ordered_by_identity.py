"""Wrong: takes the locks in the order of their accounts' places in memory."""

from contextlib import ExitStack


def transfer(accounts, src, dst, amount):
    a, b = accounts[src], accounts[dst]
    with ExitStack() as stack:
        for account in sorted({id(a): a, id(b): b}.values(), key=id):
            stack.enter_context(account.lock)
        if a.balance < amount:
            return False
        a.balance -= amount
        b.balance += amount
        return True
