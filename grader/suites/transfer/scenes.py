"""transfer: accounts, processes that move money at the same time, and how an answer is read."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from typing import Any

from grader.scenario import observe
from grader.testing import MARKS, Answer, Scene, Submission, expect, fail, in_box


@in_box
class Counted:
    """A lock that counts how often somebody has asked for it in vain; who waits for it has asked often."""

    def __init__(self) -> None:
        self.lock = multiprocessing.Lock()
        self.asked = multiprocessing.RawValue("i", 0)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As ``multiprocessing.Lock.acquire``."""
        self.asked.value += 1 if not block or timeout is not None else 500
        return self.lock.acquire(block, timeout)

    def release(self) -> None:
        """As ``multiprocessing.Lock.release``."""
        self.lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()


@in_box
class Account:
    """A lock and a balance that processes share."""

    def __init__(self, balance: int) -> None:
        self.lock = multiprocessing.Lock()
        self.shared = multiprocessing.RawValue("q", balance)

    @property
    def balance(self) -> int:
        """What is in the account."""
        return int(self.shared.value)

    @balance.setter
    def balance(self, value: int) -> None:
        self.shared.value = value


@in_box
def move(transfer: Any, accounts: list[Any], number: int, orders: list[list[int]]) -> None:
    """Make these transfers one after the other, and tell what was answered."""
    for src, dst, amount in orders:
        observe(["answer", number, transfer(accounts, src, dst, amount)])


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
def move_elsewhere(transfer: Any, accounts: list[Any], number: int, orders: list[list[int]]) -> None:
    """As ``move``; in every second process the accounts, and their locks, lie in memory the other way round.

    What a process gets pickled may lie anywhere, so that no order can be taken from where it lies.
    """
    accounts = relaid(accounts, number % 2 == 1)
    for account, lock in zip(accounts, relaid([it.lock for it in accounts], number % 2 == 1), strict=True):
        account.lock = lock
    move(transfer, accounts, number, orders)


@in_box
def moved(
    student: Any, balances: list[int], orders: list[list[list[int]]], how: Any = move
) -> tuple[list[int], list[bool]]:
    """The balances, and whether the locks are free, after every process has made its transfers."""
    student.transfer([Account(1), Account(0)], 0, 1, 0)
    accounts = [Account(balance) for balance in balances]
    processes = [
        multiprocessing.Process(target=how, args=(student.transfer, accounts, number, own))
        for number, own in enumerate(orders)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [account.balance for account in accounts], [account.lock.acquire(False) for account in accounts]


@in_box
def moved_late(student: Any, balances: list[int], order: list[int]) -> list[int]:
    """Make one transfer while its destination is taken until it has been asked for 500 times in vain."""
    accounts = [Account(balance) for balance in balances]
    lock = Counted()
    accounts[order[1]].lock = lock  # type: ignore[assignment]
    lock.lock.acquire()
    mover = multiprocessing.Process(target=move, args=(student.transfer, accounts, 0, [order]))
    mover.start()
    while lock.asked.value < 500 and mover.is_alive():
        os.sched_yield()
    lock.lock.release()
    mover.join()
    return [account.balance for account in accounts]


def each(submission: Submission, scene: Scene, *args: object, **more: Any) -> Iterator[Answer]:
    """Play the scene under many orders: all in step at stores and locks, and random ones."""
    return submission.schedules(scene, *args, held_back=(MARKS,), random=3, haste=0.0, preemptions=1, **more)


def answers(answer: Answer, count: int) -> dict[int, list[Any]]:
    """What each process was answered; ends the check if one of them was not answered."""
    found: dict[int, list[Any]] = {number: [] for number in range(count)}
    for seen in answer.told("answer", int, object):
        _, number, said = seen.value
        found.setdefault(number, []).append(said)
    expect(len(found) == count, f"{count} processes were to make transfers.", "wrong-value")
    lines = answer.stderr.strip().splitlines()
    told = f" ({lines[-1]:.100})" if lines else ""
    expect(all(found.values()), f"A process that made a transfer was not answered{told}.", "wrong-value")
    said = [item for items in found.values() for item in items]
    expect(all(type(item) is bool for item in said), f"True or False was asked for: {said!r}.", "wrong-type")
    return found


def balances_are(
    answer: Answer, before: list[int], right: list[int], orders: str, wrong: str = "lost-update"
) -> None:
    """End the check unless the accounts hold this, and their locks are free."""
    balances, free = answer.value
    shown = f"From {before}, after {orders}, the balances should be {right}; they are {balances}."
    if min(balances, default=0) < 0:
        fail(shown, "overdraft-outside-lock")
    expect(balances == right, shown, wrong)
    kept = [number for number, is_free in enumerate(free) if not is_free]
    expect(
        not kept, f"After {orders} the locks of these accounts are still taken: {kept}.", "lock-not-released"
    )


def move_across(submission: Submission, scene: Scene) -> None:
    """Play transfers in opposite directions; end the check unless all were made, in every order.

    In the second round the richer account becomes the poorer one: no order can be taken from balances.
    """
    left, right = submission.random.sample(range(1, 50), 2)
    for before, first in (([100, 100], []), ([150, 100], [[0, 1, 100]])):
        orders = [[*first, [0, 1, left]], [[1, 0, right]]]
        moved_left = left + 100 * len(first)
        after = [before[0] - moved_left + right, before[1] + moved_left - right]
        for answer in each(submission, scene, before, orders):
            said = answers(answer, 2)
            shown = f"All transfers were covered; the answers were {said}."
            expect(said == {0: [True] * len(orders[0]), 1: [True]}, shown, "refused-when-busy")
            balances_are(answer, before, after, f"{moved_left} one way and {right} the other")
