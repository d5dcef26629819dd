"""Different: a thread for every process; each thread takes the next task from a shared iterator and has its process do it."""

import multiprocessing
import threading


def obey(connection):
    while True:
        order = connection.recv()
        if not order:
            return
        func, args = order
        connection.send(func(*args))


def lead(connection, func, numbered, lock, results):
    while True:
        with lock:
            index, args = next(numbered, (None, None))
        if index is None:
            break
        connection.send((func, args))
        results[index] = connection.recv()
    connection.send(())


def run_all(func, tasks, workers):
    results = {}
    numbered = iter(enumerate(tasks))
    lock = threading.Lock()
    pairs = []
    for _ in range(workers):  # all processes before the first thread
        here, there = multiprocessing.Pipe()
        process = multiprocessing.Process(target=obey, args=(there,))
        process.start()
        there.close()
        pairs.append((process, here))
    threads = [threading.Thread(target=lead, args=(here, func, numbered, lock, results)) for _, here in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process, here in pairs:
        process.join()
        here.close()
    return [results[i] for i in range(len(tasks))]
