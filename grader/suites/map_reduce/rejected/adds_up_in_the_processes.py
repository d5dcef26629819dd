"""Wrong: the processes add to a shared dict, one over the other."""

import time
from multiprocessing import Manager, Process
from multiprocessing.connection import wait


def work(totals, done, index, mapper, chunk):
    for key, number in mapper(chunk).items():
        totals[key] = totals.get(key, 0) + number
    done[index] = True


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    with Manager() as manager:
        totals, done, lost = manager.dict(), manager.dict(), []
        todo, running = [(index, 1) for index in range(len(chunks))], []
        while todo or running:
            while todo and len(running) < workers:
                index, attempt = todo.pop(0)
                process = Process(target=work, args=(totals, done, index, mapper, chunks[index]))
                process.start()
                running.append((index, attempt, process, time.monotonic() + patience))
            left = max(0, min(entry[3] for entry in running) - time.monotonic())
            ready = wait([entry[2].sentinel for entry in running], left)
            for entry in running[:]:
                index, attempt, process, until = entry
                if process.sentinel not in ready and time.monotonic() < until:
                    continue
                process.kill()
                process.join()
                running.remove(entry)
                if index in done:
                    continue
                if attempt < attempts:
                    todo.append((index, attempt + 1))
                else:
                    lost.append(index)
        return dict(totals), sorted(lost)
