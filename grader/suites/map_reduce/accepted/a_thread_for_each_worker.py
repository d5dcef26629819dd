"""Threads lead processes, one attempt after the other."""

import threading
from collections import Counter
from multiprocessing import Pipe, Process


def child(sender, mapper, chunk):
    with sender:
        sender.send(mapper(chunk))


def once(mapper, chunk, patience, starting):
    with starting:
        receiver, sender = Pipe(False)
        process = Process(target=child, args=(sender, mapper, chunk))
        process.start()
        sender.close()
    try:
        if receiver.poll(patience):
            return receiver.recv()
    except EOFError:
        pass
    finally:
        process.kill()
        process.join()
        receiver.close()
    return None


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    todo, lock, starting = list(enumerate(chunks)), threading.Lock(), threading.Lock()
    totals, lost = Counter(), []

    def lead():
        while True:
            with lock:
                if not todo:
                    return
                index, chunk = todo.pop(0)
            for _ in range(attempts):
                counts = once(mapper, chunk, patience, starting)
                if counts is not None:
                    with lock:
                        totals.update(counts)
                    break
            else:
                with lock:
                    lost.append(index)

    threads = [threading.Thread(target=lead) for _ in range(min(workers, len(chunks)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(totals), sorted(lost)
