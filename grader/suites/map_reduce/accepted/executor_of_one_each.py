"""An executor of one process for each attempt; a broken one is thrown away."""

import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    tries, totals, lost = [0] * len(chunks), Counter(), []
    todo, running = list(range(len(chunks))), {}
    while todo or running:
        while todo and len(running) < workers:
            index = todo.pop(0)
            tries[index] += 1
            executor = ProcessPoolExecutor(1)
            future = executor.submit(mapper, chunks[index])
            running[future] = (index, executor, time.monotonic() + patience)
        nearest = min(until for _, _, until in running.values()) - time.monotonic()
        wait(running, timeout=max(0, nearest), return_when=FIRST_COMPLETED)
        for future in list(running):
            index, executor, until = running[future]
            if not future.done() and time.monotonic() < until:
                continue
            del running[future]
            if not future.done():
                for process in list(executor._processes.values()):
                    process.kill()
            executor.shutdown(wait=True)
            try:
                totals.update(future.result())
            except BaseException:
                if tries[index] < attempts:
                    todo.append(index)
                else:
                    lost.append(index)
    return dict(totals), sorted(lost)
