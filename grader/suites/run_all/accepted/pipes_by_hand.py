"""Different: a pool made by hand from Process and Pipe; one task at a time goes to whichever process is free."""

from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def serve(connection, func):
    while True:
        job = connection.recv()
        if job is None:  # a job is a pair, so None is free to mean the end
            break
        index, args = job
        connection.send((index, func(*args)))
    connection.close()


def run_all(func, tasks, workers):
    results = [None] * len(tasks)
    jobs = list(enumerate(tasks))[::-1]
    staff = []
    for _ in range(min(workers, len(tasks))):
        ours, theirs = Pipe()
        process = Process(target=serve, args=(theirs, func))
        process.start()
        theirs.close()
        staff.append((process, ours))

    open_ends = set()
    for _, ours in staff:
        ours.send(jobs.pop())
        open_ends.add(ours)
    while open_ends:
        for ours in wait(open_ends):
            index, value = ours.recv()
            results[index] = value
            if jobs:
                ours.send(jobs.pop())
            else:
                ours.send(None)
                open_ends.remove(ours)
    for process, ours in staff:
        process.join()
        process.close()
        ours.close()
    return results
