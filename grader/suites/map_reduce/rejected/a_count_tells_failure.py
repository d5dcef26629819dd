"""Wrong: counts that have the key "error" are taken for a failure.

Caught by: counts whose keys are the answer's own literals. FAILED, result-for-outcome.
"""

from __future__ import annotations
import multiprocessing
import time
from collections import Counter, deque
from multiprocessing.connection import wait


def _work(mapper, chunk, into):
    try:
        counts = dict(mapper(chunk))
    except BaseException:
        counts = {"error": 1}
    into.send(counts)
    into.close()


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    totals, given_up, waiting, running = Counter(), [], deque((index, 1) for index in range(len(chunks))), {}
    while waiting or running:
        while waiting and len(running) < workers:
            index, tried = waiting.popleft()
            out, into = multiprocessing.Pipe(False)
            process = multiprocessing.Process(target=_work, args=(mapper, chunks[index], into))
            process.start()
            into.close()
            running[out] = (index, tried, process, time.monotonic() + patience)
        until = min(end for *_, end in running.values())
        ready = wait([*running], max(0, until - time.monotonic()))
        for out, (index, tried, process, end) in [*running.items()]:
            if out not in ready and end > time.monotonic():
                continue
            counts = {"error": 1}
            if out in ready:
                try:
                    counts = out.recv()
                except EOFError:
                    pass
            else:
                process.kill()
            del running[out]
            out.close()
            process.join()
            if "error" not in counts:
                for word, count in counts.items():
                    totals[word] += count
            elif tried < attempts:
                waiting.append((index, tried + 1))
            else:
                given_up.append(index)
    return dict(totals), sorted(given_up)
