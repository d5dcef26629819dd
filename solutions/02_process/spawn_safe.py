"""A module that can be imported by the processes it starts.

How a process begins is its start method. fork copies the caller with all that it
has in memory. spawn and forkserver start from an empty interpreter, which imports
the module: what the process is to do, and with what, has to be sent to it.

Run as a script, `spawn_safe.py METHOD FACTOR N...` prints the results of
`scaled` for the numbers N on one line, separated by spaces, for example

    $ python spawn_safe.py spawn 3 1 2 10
    3 6 30

and nothing else; its exit code is 0. It does so under every start method
(`fork`, `forkserver`, `spawn`). Without numbers the line is empty.
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing
import sys

# END SOLUTION


def scaled(items: list[int], factor: int, workers: int, method: str) -> list[int]:
    """Return `[x * factor for x in items]`, computed in processes started with `method`.

    `method` is "fork", "forkserver" or "spawn". The products are computed in
    other processes than the caller's, in at most `workers` of them at once, and
    stand in the order of the items. No items: `[]`. `workers` is at least 1.

    The caller may have set another start method, and goes on to use it:
    `multiprocessing.set_start_method` would change that for everybody.
    `multiprocessing.get_context(method)` gives an object that has the same
    classes and functions, for one start method.

    Importing this module prints, starts and sets nothing: with spawn and
    forkserver every new process imports it. What is to happen only when the file
    is run as a script stands under `if __name__ == "__main__":`. What a process
    is given to do must be found by its name at the top level of the module (no
    lambda, no function inside another), and a global that the caller has set is
    not set there.

    When the function returns, every process that it started has ended and has
    been collected.
    """
    # BEGIN SOLUTION
    if not items:
        return []
    with multiprocessing.get_context(method).Pool(workers) as pool:
        results = pool.starmap(_product, [(item, factor) for item in items])
        # Leaving the block terminates the pool; closing and joining lets its processes end.
        pool.close()
        pool.join()
    return results


def _product(item: int, factor: int) -> int:
    return item * factor


def _main() -> None:
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))


if __name__ == "__main__":
    _main()
    # END SOLUTION
