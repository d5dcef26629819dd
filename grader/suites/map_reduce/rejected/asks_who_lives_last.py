"""Wrong: takes a process that sent nothing, and then is not alive, for one that failed."""

import time
from multiprocessing import Pipe, Process


def _map(mapper, chunk, out):
    out.send(mapper(chunk))
    out.close()


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    totals, given_up, running = {}, [], {}
    waiting = [(index, 1) for index in range(len(chunks))]
    while waiting or running:
        while waiting and len(running) < workers:
            index, attempt = waiting.pop(0)
            ours, theirs = Pipe(duplex=False)
            process = Process(target=_map, args=(mapper, chunks[index], theirs))
            process.start()
            theirs.close()
            running[index] = (process, ours, attempt, time.monotonic() + patience)
        for index, (process, ours, attempt, until) in list(running.items()):
            result = None
            if ours.poll(0.01):
                try:
                    result = ours.recv()
                except EOFError:
                    process.join()
            elif process.is_alive() and time.monotonic() < until:
                continue
            if process.is_alive() and result is None:
                process.kill()
            process.join()
            ours.close()
            process.close()
            del running[index]
            if result is not None:
                for key, count in result.items():
                    totals[key] = totals.get(key, 0) + count
            elif attempt < attempts:
                waiting.append((index, attempt + 1))
            else:
                given_up.append(index)
    return totals, sorted(given_up)
