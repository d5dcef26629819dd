"""transfer: accounts, processes that move money at the same time, and what may come of it."""

from __future__ import annotations

import os
from itertools import count, permutations
from multiprocessing import Lock, Process, RawValue
from typing import Any

from grader.scenario import observe
from grader.testing import MARKS, Answer, Submission, expect, in_box, scenario

#: Transfers [source, destination, amount] that one process makes one after the other.
Orders = list[list[int]]


@in_box
class Counted:
    """A lock that is taken, and counts how often it is asked for; who waits without a limit asks often."""

    def __init__(self) -> None:
        self.lock, self.asked = Lock(), RawValue("i", 0)
        self.lock.acquire()

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As ``multiprocessing.Lock.acquire``."""
        self.asked.value += 1 if not block or timeout is not None else 500
        return self.lock.acquire(block, timeout)

    __enter__ = acquire

    def __exit__(self, *error: object) -> None:
        self.lock.release()

    release = __exit__


@in_box
class Account:
    """A lock and a balance that processes share."""

    def __init__(self, balance: int) -> None:
        self.lock = Lock()
        self.shared = RawValue("q", balance)

    @property
    def balance(self) -> int:
        """What is in the account."""
        return int(self.shared.value)

    @balance.setter
    def balance(self, value: int) -> None:
        self.shared.value = value


@in_box
def relaid(two: list[Any], backwards: bool) -> list[Any]:
    """Copies of two things, whose places in memory, and in a set, are in this order or backwards."""
    kind: Any = type(two[0])
    spare = [kind.__new__(kind) for _ in range(100)]
    pairs = ([a, b] for a in spare for b in spare if id(a) < id(b) and hash(a) % 8 < hash(b) % 8)
    copies = next(pairs)[:: -1 if backwards else 1]
    for copy, thing in zip(copies, two, strict=True):
        vars(copy).update(vars(thing))
    return copies


@in_box
def move(number: int, orders: Any, transfer: Any, accounts: list[Any], how: str) -> None:
    """Make these transfers one after the other, and tell what was answered.

    What a process gets pickled may lie anywhere: ``elsewhere``, the two accounts and their locks lie the
    other way round in every second process, so that no order can be taken from where they lie.
    """
    if how == "elsewhere":
        accounts = relaid(accounts, number % 2 == 1)
        locks = relaid([account.lock for account in accounts], number % 2 == 1)
        accounts[0].lock, accounts[1].lock = locks
    for src, dst, amount in orders:
        observe(["answer", number, transfer(accounts, src, dst, amount)])


@scenario
def moved(student: Any, balances: list[int], rounds: list[Any], how: str) -> list[list[list[Any]]]:
    """The balances, and whether the locks are free, after each round of transfers by processes.

    If it is ``busy``, the last account's lock is taken until somebody has asked for it often.
    """
    student.transfer([Account(1), Account(0)], 0, 1, 0)
    numbers, found, busy = count(), [], how == "busy"
    for movers in rounds:
        accounts: list[Any] = [Account(balance) for balance in balances]
        lock = accounts[-1].lock = Counted() if busy else accounts[-1].lock
        given = (student.transfer, accounts, how)
        begun = [Process(target=move, args=(next(numbers), own, *given)) for own in movers]
        for process in begun:
            process.start()
        while busy and lock.asked.value < 500 and begun[0].is_alive():
            os.sched_yield()
        if busy:
            lock.release()
        for process in begun:
            process.join()
        free = [account.lock.acquire(False) for account in accounts]
        found.append([[account.balance for account in accounts], free])
    return found


def one_after_the_other(before: list[int], movers: list[Orders]) -> list[tuple[list[list[bool]], list[int]]]:
    """What comes of it, the answers and the balances, if one process goes after the other, in any order."""
    found = []
    for turn in permutations(range(len(movers))):
        balances, said = [*before], [list[bool]() for _ in movers]
        for number in turn:
            for src, dst, amount in movers[number]:
                said[number].append(balances[src] >= amount)
                moved = amount if said[number][-1] else 0
                balances[src] -= moved
                balances[dst] += moved
        found.append((said, balances))
    return found


def is_right(answer: Answer, before: list[int], *rounds: list[Orders], busy: bool = False) -> None:
    """End the check unless answers and balances are as if one transfer had been made after the other.

    Who goes alone is refused nothing because of others, unless an account is ``busy``.
    """
    found: dict[int, list[Any]] = {}
    for seen in answer.told("answer", int, object):
        found.setdefault(seen.value[1], []).append(seen.value[2])
    last = answer.stderr.strip().splitlines()[-1:]
    crashed = f"A process that made a transfer was not answered {last or ''}".rstrip() + "."
    numbers, ends = count(), answer.value
    for movers, (balances, free) in zip(rounds, ends, strict=True):
        right, alone = one_after_the_other(before, movers), len(movers) == 1
        said = [found.get(next(numbers), []) for _ in movers]
        expect(all(said), crashed, "wrong-value")
        steps = [", ".join(f"{amount} from {src} to {dst}" for src, dst, amount in own) for own in movers]
        shown = f"{' and at once '.join(steps)}{' while its lock is taken' if busy else ''}: "
        form = f"{shown}True or False was asked for; the answers were {said}."
        expect(all(type(one) is bool for own in said for one in own), form, "wrong-type")
        told = said not in [one for one, _ in right]
        shown += f"{before} became {balances}{f', the answers were {said}' if told else ''}."
        shown += f" One after the other gives {right[0][1]}{f' and {right[0][0]}' if told else ''}."
        made, most = sum(map(sum, said)), sum(map(sum, right[0][0]))
        overdrawn = made > most or min(balances, default=0) < 0
        expect(alone or not overdrawn, shown, "overdraft-outside-lock")
        expect((alone and not busy) or made == most, shown, "refused-when-busy")
        expect((said, balances) in right, shown, "wrong-value" if alone else "lost-update")
        kept = [number for number, is_free in enumerate(free) if not is_free]
        expect(not kept, f"{shown} The locks of these are still taken: {kept}.", "lock-not-released")


def under_many_orders(
    submission: Submission, before: list[int], movers: list[Orders], how: str = "", preemptions: int = 0
) -> None:
    """Judge one round under many orders: in step at stores and locks, random ones or all with a switch."""
    more: dict[str, Any] = {"held_back": (MARKS,), "random": 3, "haste": 0.0, "preemptions": preemptions}
    for answer in submission.schedules(moved, before, [movers], how, **more):
        is_right(answer, before, movers)


def move_across(submission: Submission, how: str) -> None:
    """Judge transfers in opposite directions, all covered.

    In the second round the richer account becomes the poorer one: no order can be taken from balances.
    """
    left, right = submission.random.sample(range(1, 50), 2)
    under_many_orders(submission, [100, 100], [[[0, 1, left]], [[1, 0, right]]], how, preemptions=1)
    under_many_orders(submission, [150, 100], [[[0, 1, 100], [0, 1, left]], [[1, 0, right]]], how)
