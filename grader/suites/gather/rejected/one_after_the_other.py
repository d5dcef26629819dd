"""Wrong: reads the pipe of the first producer to its end before that of the second."""

from __future__ import annotations

import multiprocessing


class _Line:
    def __init__(self, line):
        self._line = line

    def put(self, item):
        self._line.send(item)


def _start(producer):
    ours, theirs = multiprocessing.Pipe(duplex=False)
    one = multiprocessing.Process(target=producer, args=(_Line(theirs),))
    one.start()
    theirs.close()
    return one, ours


def gather(producers):
    got = []
    for one, line in [_start(producer) for producer in producers]:
        with line:
            try:
                while True:
                    got.append(line.recv())
            except EOFError:
                one.join()
    return got
