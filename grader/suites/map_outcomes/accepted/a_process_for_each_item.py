"""A process and a pipe for each item; threads keep them to the number allowed."""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe, Process


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def send(end, func, item):
    end.send(outcome(func, item))
    end.close()


def lead(func, item):
    ours, theirs = Pipe(duplex=False)
    process = Process(target=send, args=(theirs, func, item))
    process.start()
    theirs.close()
    result = ours.recv()
    ours.close()
    process.join()
    return result


def map_outcomes(func, items, workers):
    with ThreadPoolExecutor(workers) as threads:
        return list(threads.map(lead, [func] * len(items), items))
