"""transfer: accounts, processes that move money at the same time, and what may come of it."""

import time
from itertools import permutations
from multiprocessing import Lock, RawValue
from typing import Any

from grader.scenario import observe, side_by_side
from grader.testing import MARKS, Answer, Submission, expect, in_box, scenario

#: Transfers [source, destination, amount] that one process makes one after the other.
Orders = list[list[int]]
#: Orders: the plain one; those in step at stores and locks, and random ones; or all with a switch instead.
PLAIN: dict[str, Any] = {"held_back": (), "random": 0, "haste": 0.0}
MANY = PLAIN | {"held_back": (MARKS,), "random": 3}
ALL = MANY | {"preemptions": 1}


@in_box
class Busy:
    """A lock that others hold until it has been asked for 500 times; who waits without a limit gets it."""

    def __init__(self, lock: Any) -> None:
        self.lock, self.asked, self.held = lock, 0, 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As ``multiprocessing.Lock.acquire``."""
        self.asked += 1
        if self.asked < 500 and (timeout is not None or not block):
            time.sleep(max(0.0, timeout or 0.0) if block else 0.0)
            return False
        got = bool(self.lock.acquire(block, timeout))
        self.held += got
        return got

    __enter__ = acquire

    def __exit__(self, *error: object) -> None:
        self.held -= 1
        if self.held < 0:
            observe(["released too often"])
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
def moved(student: Any, balances: list[int], movers: list[Any], how: str) -> tuple[list[int], list[int]]:
    """The balances after transfers by processes, and whose locks are taken; the last may be ``busy``."""
    student.transfer([Account(1), Account(0)], 0, 1, 0)
    accounts = [Account(balance) for balance in balances]
    locks = [account.lock for account in accounts]
    if how == "busy":
        vars(accounts[-1])["lock"] = Busy(locks[-1])
    side_by_side(*[(move, at, own, student.transfer, accounts, how) for at, own in enumerate(movers)])
    kept = [number for number, lock in enumerate(locks) if not lock.acquire(False)]
    return [account.balance for account in accounts], kept


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


def is_right(answer: Answer, before: list[int], movers: list[Orders], busy: bool = False) -> None:
    """End the check unless answers and balances are as if one transfer had been made after the other.

    Who goes alone is refused nothing because of others, unless an account is ``busy``.
    """
    right, alone = one_after_the_other(before, movers), len(movers) == 1
    told = [seen.value[1:] for seen in answer.told("answer", int, object)]
    said = [[one for number, one in told if number == at] for at in range(len(movers))]
    last = answer.stderr.strip().splitlines()[-1:]
    crashed = f"A process that made a transfer was not answered {last or ''}".rstrip() + "."
    expect(all(said), crashed, "wrong-value")
    steps = [", ".join(f"{amount} from {src} to {dst}" for src, dst, amount in own) for own in movers]
    shown = f"{' and at once '.join(steps)}{' while its lock is taken' if busy else ''}: "
    form = f"{shown}True or False was asked for; the answers were {said}."
    expect(all(type(one) is bool for own in said for one in own), form, "wrong-type")
    balances, kept = answer.value
    odd = said not in [one for one, _ in right]
    shown += f"{before} became {balances}{f', the answers were {said}' if odd else ''}."
    shown += f" One after the other gives {right[0][1]}{f' and {right[0][0]}' if odd else ''}."
    made, most = sum(map(sum, said)), sum(map(sum, right[0][0]))
    overdrawn = made > most or min(balances, default=0) < 0
    for wrong, more, why in (
        (not alone and overdrawn and most > 0, "", "overdraft-outside-lock"),
        (not alone and overdrawn, "", "wrong-value" if all(map(all, said)) else "given-before-covered"),
        ((busy or not alone) and made != most, "", "refused-when-busy"),
        ((said, balances) not in right, "", "wrong-value" if alone else "lost-update"),
        (answer.told("released too often"), " A lock was released that was not held.", "released-too-often"),
        (kept, f" The locks of these are still taken: {kept}.", "lock-not-released"),
    ):
        expect(not wrong, shown + more, why)


def judge(
    submission: Submission, before: list[int], movers: list[Orders], how: str = "", **orders: Any
) -> None:
    """Judge transfers in plain order, and under the orders that are asked for."""
    for answer in submission.schedules(moved, before, movers, how, **{**PLAIN, **orders}):
        is_right(answer, before, movers, how == "busy")


def move_across(submission: Submission, how: str) -> None:
    """Judge transfers in opposite directions, all covered.

    In the second round the richer account becomes the poorer one: no order can be taken from balances.
    """
    left, right = submission.random.sample(range(1, 50), 2)
    judge(submission, [100, 100], [[[0, 1, left]], [[1, 0, right]]], how, **ALL)
    judge(submission, [150, 100], [[[0, 1, 100], [0, 1, left]], [[1, 0, right]]], how, **MANY)
