"""Counts the CPUs in /proc/self/status; one process for each item, so many at a time."""

from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def usable_cpus():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("Cpus_allowed:"):
                return sum(int(part, 16).bit_count() for part in line.split()[1].split(","))


def answer(connection, func, item):
    connection.send(func(item))
    connection.close()


def map_cpu_bound(func, items):
    most, running, results, following = usable_cpus(), {}, [None] * len(items), 0
    while running or following < len(items):
        while following < len(items) and len(running) < most:
            ours, theirs = Pipe(duplex=False)
            process = Process(target=answer, args=(theirs, func, items[following]))
            process.start()
            theirs.close()
            running[ours] = (following, process)
            following += 1
        for connection in wait(list(running)):
            index, process = running.pop(connection)
            results[index] = connection.recv()
            connection.close()
            process.join()
    return results
