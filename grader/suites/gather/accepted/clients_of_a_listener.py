"""Producers connect when they put their first item; the caller waits for everything at once."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from multiprocessing.connection import Client, Listener, wait


class _Far:
    def __init__(self, address):
        self._address, self._line = address, None

    def put(self, item):
        if self._line is None:
            self._line = Client(self._address)
        self._line.send(item)


def gather(producers):
    got, lines = [], []
    with tempfile.TemporaryDirectory() as folder, Listener(os.path.join(folder, "d"), "AF_UNIX", 128) as door:
        crew = {}
        for producer in producers:
            one = multiprocessing.Process(target=producer, args=(_Far(door.address),))
            one.start()
            crew[one.sentinel] = one
        socket = door._listener._socket
        while crew or lines:
            ready = wait([*crew, *lines, socket], None if crew else None)
            for thing in ready:
                if thing is socket:
                    lines.append(door.accept())
                elif thing in lines:
                    try:
                        got.append(thing.recv())
                    except EOFError:
                        lines.remove(thing)
                        thing.close()
            for sentinel in [s for s in ready if s in crew]:
                if not wait([socket], 0):
                    crew.pop(sentinel).join()
    return got
