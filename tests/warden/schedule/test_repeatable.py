"""What a program does by the order of its sets is the same in every box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from boxes import Box, value
from corpus import drawn, sequence

from grader.box.plan import BoxPlan

NAMES = """
import multiprocessing, os, subprocess, sys
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, as_completed, wait

def told(name):
    return name

def started(queue):
    queue.put(list({"anna", "bert", "carl", "dora", "emil"}))

def main():
    out, into = os.pipe()
    for name in {"anna", "bert", "carl", "dora", "emil"}:
        if os.fork() == 0:
            os.write(into, name.encode())
            os._exit(0)
        os.wait()
    first = os.read(out, 100)
    os.close(out), os.close(into)
    text = "print(list({'anna', 'bert', 'carl', 'dora', 'emil'}))"
    other = subprocess.run([sys.executable, "-c", text], capture_output=True).stdout
    spawn = multiprocessing.get_context("spawn")
    queue = spawn.SimpleQueue()
    process = spawn.Process(target=started, args=(queue,))
    process.start()
    process.join()
    return first, other, queue.get()

def futures():
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as executor:
        asked = [executor.submit(told, number) for number in range(12)]
        done = wait(asked, return_when=FIRST_COMPLETED).done
        return len(done), [future.result() for future in as_completed(asked)]
"""


def test_sets_of_strings_have_one_order(plan_of: Callable[[str], BoxPlan]) -> None:
    values: list[Any] = []
    steps = set()
    for level in ("namespaces", "namespaces", "none"):
        box = Box(plan_of(level))
        outcome = box.call(NAMES, "main", schedule=drawn(1))
        values.append(value(outcome))
        steps |= {str(sequence(outcome))} if level == "namespaces" else set()
        box.close()
    assert values[0] == values[1] == values[2]
    assert len(steps) == 1


@pytest.mark.parametrize("stay", [0.0, 0.8])
def test_futures_are_waited_for_in_one_order(plan_of: Callable[[str], BoxPlan], stay: float) -> None:
    runs = set()
    for _ in range(2):
        box = Box(plan_of("namespaces"))
        outcomes = [box.call(NAMES, "futures", schedule=drawn(3, stay=stay)) for _ in range(4)]
        runs |= {(str(value(outcome)), str(sequence(outcome))) for outcome in outcomes}
        box.close()
    assert len(runs) == 1
