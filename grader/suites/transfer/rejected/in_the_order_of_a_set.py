"""Wrong: takes the locks in the order in which a set gives them.

Where the locks lie in memory decides that: in forked processes they may lie in a right order by luck.
"""

from contextlib import ExitStack

def transfer(accounts, src, dst, amount):
    with ExitStack() as stack:
        for lock in {accounts[src].lock, accounts[dst].lock}:
            stack.enter_context(lock)
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True
