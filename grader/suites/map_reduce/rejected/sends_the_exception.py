"""Wrong: the process sends its exception, and the caller cannot make every one again."""

import time
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def work(sender, mapper, chunk):
    try:
        sender.send(mapper(chunk))
    except Exception as error:
        sender.send(error)
    sender.close()


def finish(receiver, process):
    try:
        counts = receiver.recv() if receiver.poll() else None
    except EOFError:
        counts = None
    if isinstance(counts, Exception):
        counts = None
    if counts is None:
        process.kill()
    process.join()
    receiver.close()
    return counts


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    todo, running = [(index, 1) for index in range(len(chunks))], {}
    totals, lost = {}, []
    while todo or running:
        while todo and len(running) < workers:
            index, attempt = todo.pop(0)
            receiver, sender = Pipe(duplex=False)
            process = Process(target=work, args=(sender, mapper, chunks[index]))
            process.start()
            sender.close()
            running[receiver] = (index, attempt, process, time.monotonic() + patience)
        left = min(entry[3] for entry in running.values()) - time.monotonic()
        ready = wait(list(running), max(0, left))
        for receiver, (index, attempt, process, until) in list(running.items()):
            if receiver not in ready and time.monotonic() < until:
                continue
            del running[receiver]
            counts = finish(receiver, process)
            if counts is not None:
                for key, number in counts.items():
                    totals[key] = totals.get(key, 0) + number
            elif attempt < attempts:
                todo.append((index, attempt + 1))
            else:
                lost.append(index)
    return totals, sorted(lost)
