"""Two processes take two locks in opposite orders, each with a stack of contexts."""

from contextlib import ExitStack
from multiprocessing import Barrier, Lock, Process


def both(first, second, met):
    with ExitStack() as stack:
        stack.enter_context(first)
        met.wait()
        stack.enter_context(second)  # waits here


def go():
    one, two, met = Lock(), Lock(), Barrier(2)
    children = [
        Process(target=both, args=(one, two, met)),
        Process(target=both, args=(two, one, met)),
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
