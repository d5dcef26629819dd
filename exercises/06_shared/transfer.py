"""Money that moves between accounts, while everybody moves money.

With one lock for each account, two transfers can each hold what the other wants.
And what was checked before the lock was taken may no longer be so.
"""

from __future__ import annotations

from typing import Any


def transfer(accounts: list[Any], src: int, dst: int, amount: int) -> bool:
    """Move `amount` from `accounts[src]` to `accounts[dst]` if it is covered; return whether it was.

    An account has a `lock`, a `multiprocessing.Lock`, which the process that
    holds it cannot take again, and a `balance`, an int that all processes share.
    If the balance of `accounts[src]` is at least `amount`, take the amount from
    it, add it to that of `accounts[dst]`, and return True. Otherwise change
    nothing and return False. `amount` is at least 0.

    Many processes call this at the same time, for any accounts, in all
    directions. Whatever they do:

    - none waits for ever;
    - no money is lost or made, and no balance is ever below 0;
    - a transfer that is covered is not refused because others are busy;
    - no lock is kept.

    `src` and `dst` may be the same account: then nothing moves, and the answer is
    whether the amount is covered.

    A balance that is read without its lock may have changed before it is written.
    Two locks that are taken in an order that is the same for everybody never end
    in a circle.

    The processes may have been started by fork, forkserver or spawn.
    """
    raise NotImplementedError
