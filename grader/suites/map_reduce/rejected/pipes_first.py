"""Wrong: all pipes are open before the first process starts, so under fork each holds the ends of those after it.

Caught by: a process that is killed while an earlier one is at work: its pipe has no end. FAILED, held-up-by-one.
"""

from __future__ import annotations
import collections
import multiprocessing
import time
from multiprocessing.connection import wait


def _work(mapper, chunk, into):
    counts = mapper(chunk)
    into.send(dict(counts))
    into.close()


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    pipes = [multiprocessing.Pipe(False) for _ in range(len(chunks) * attempts)]
    total, given_up, tried = collections.Counter(), [], collections.Counter()
    waiting, running = collections.deque(range(len(chunks))), {}
    while waiting or running:
        while waiting and len(running) < workers:
            index = waiting.popleft()
            tried[index] += 1
            out, into = pipes.pop()
            process = multiprocessing.Process(target=_work, args=(mapper, chunks[index], into))
            process.start()
            into.close()
            running[out] = (index, process, time.monotonic() + patience)
        until = min(end for _, _, end in running.values())
        ready = wait([*running], max(0, until - time.monotonic()))
        late = [out for out, (_, _, end) in running.items() if end <= time.monotonic() and out not in ready]
        for out in ready + late:
            index, process, _ = running.pop(out)
            if out in late:
                process.kill()
            try:
                counts = out.recv()
            except (EOFError, OSError):
                counts = None
            out.close()
            process.join()
            if counts is None:
                if tried[index] < attempts:
                    waiting.append(index)
                else:
                    given_up.append(index)
            else:
                for word, count in counts.items():
                    total[word] += count
    for out, into in pipes:
        out.close()
        into.close()
    return dict(total), sorted(given_up)
