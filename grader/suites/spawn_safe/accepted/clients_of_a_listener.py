"""Processes that connect to a listener and send their products."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from multiprocessing.connection import Client, Listener


class _Scale:
    def __init__(self, factor):
        self.factor = factor

    def __reduce__(self):
        return _Scale, (self.factor,)

    def __call__(self, address, key, part):
        with Client(address, authkey=key) as line:
            for number, item in part:
                line.send((number, self.factor * item))


def scaled(items, factor, workers, method):
    context = multiprocessing.get_context(method)
    key = os.urandom(8)
    found = {}
    with tempfile.TemporaryDirectory() as folder, Listener(os.path.join(folder, "s"), "AF_UNIX", 64, key) as door:
        parts = [part for part in (list(enumerate(items))[k::workers] for k in range(workers)) if part]
        crew = [context.Process(target=_Scale(factor), args=(door.address, key, part)) for part in parts]
        for one in crew:
            one.start()
        for _ in crew:
            with door.accept() as line:
                try:
                    while True:
                        number, product = line.recv()
                        found[number] = product
                except EOFError:
                    pass
        for one in crew:
            one.join()
    return [found[number] for number in range(len(items))]


def _main():
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(n) for n in numbers], int(factor), 2, method))


if __name__ == "__main__":
    _main()
