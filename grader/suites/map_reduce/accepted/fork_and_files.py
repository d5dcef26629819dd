"""Os.fork; the counts come through a temporary file; polls with WNOHANG."""

import os
import pickle
import signal
import tempfile
import time


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    succeeded, lost, totals = 0, [], {}
    with tempfile.TemporaryDirectory() as folder:
        todo = [(index, 1) for index in range(len(chunks))]
        running = {}
        while succeeded + len(lost) < len(chunks):
            while todo and len(running) < workers:
                index, attempt = todo.pop(0)
                path = os.path.join(folder, f"{index}-{attempt}")
                pid = os.fork()
                if pid == 0:
                    try:
                        with open(path + ".part", "wb") as file:
                            pickle.dump(mapper(chunks[index]), file)
                        os.rename(path + ".part", path)
                    finally:
                        os._exit(1)
                running[pid] = (index, attempt, path, time.monotonic() + patience)
            for pid, (index, attempt, path, until) in list(running.items()):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    if time.monotonic() < until:
                        continue
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                del running[pid]
                if os.path.exists(path):
                    succeeded += 1
                    with open(path, "rb") as file:
                        for key, number in pickle.load(file).items():
                            totals[key] = totals.get(key, 0) + number
                elif attempt < attempts:
                    todo.append((index, attempt + 1))
                else:
                    lost.append(index)
            time.sleep(0.005)
    return totals, sorted(lost)
