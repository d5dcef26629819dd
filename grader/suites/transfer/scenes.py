"""transfer: accounts, processes that move money at the same time, and how an answer is read."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import time
from typing import Any

from grader.runner.pauses import short_pauses
from grader.runner.stage import observe
from grader.testing import Answer, Submission, expect, fail, in_box


@in_box
class Lock:
    """What an account's lock is made of; time limits for it are no knowledge, and run out soon."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As that of what it stands for."""
        return bool(self.inner.acquire(block, timeout if timeout is None else min(timeout, 0.005)))

    def __enter__(self) -> bool:
        return bool(self.inner.__enter__())

    def __exit__(self, *error: object) -> None:
        self.inner.__exit__(*error)


@in_box
class AccountLock(multiprocessing.synchronize.Lock):
    """A lock of multiprocessing that is ours within: nothing stands between it and whoever takes it."""

    def __init__(self) -> None:
        super().__init__(ctx=multiprocessing.get_context())

    def _make_methods(self) -> None:
        self._semlock: Any = Lock(self._semlock)
        super()._make_methods()  # type: ignore[misc]


@in_box
class Counted:
    """A lock that counts how often somebody has asked for it in vain; who waits for it has asked often."""

    def __init__(self) -> None:
        self.lock = multiprocessing.Lock()
        self.asked = multiprocessing.RawValue("i", 0)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As ``multiprocessing.Lock.acquire``; time limits run out soon."""
        if block and timeout is None:
            self.asked.value = 1000
            return self.lock.acquire()
        self.asked.value += 1
        return self.lock.acquire(block, timeout if timeout is None else min(timeout, 0.002))

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
        self.lock = AccountLock()
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
def moved_late(student: Any, balances: list[int], order: list[int], asks: int) -> list[int]:
    """Make one transfer while its destination is taken until it has been asked for ``asks`` times in vain."""
    accounts = [Account(balance) for balance in balances]
    lock = Counted()
    accounts[order[1]].lock = lock  # type: ignore[assignment]
    lock.lock.acquire()
    mover = multiprocessing.Process(target=move, args=(hasty(student), accounts, 0, [order]))
    mover.start()
    while lock.asked.value < asks and mover.is_alive():
        time.sleep(0.002)
    lock.lock.release()
    mover.join()
    return [account.balance for account in accounts]


@in_box
def hasty(student: Any) -> Any:
    """The function, with sleeps that are cut short."""

    def transfer(*args: Any) -> object:
        with short_pauses(student.module):
            return student.transfer(*args)

    return transfer


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


def move_across(submission: Submission, scene: Any) -> None:
    """Play two transfers in opposite directions under stress; end the check unless both were made."""
    left, right = submission.random.sample(range(1, 50), 2)
    answer = submission.play(scene, [100, 100], [[[0, 1, left]], [[1, 0, right]]], stress=True)
    said = answers(answer, 2)
    shown = f"Both transfers were covered; the answers were {said}."
    expect(said == {0: [True], 1: [True]}, shown, "refused-when-busy")
    after = [100 - left + right, 100 + left - right]
    balances_are(answer, [100, 100], after, f"{left} one way and {right} the other")
