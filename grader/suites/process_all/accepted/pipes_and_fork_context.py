"""Processes of the fork context, whatever was set, and a pipe to each."""

from multiprocessing import get_context

FORK = get_context("fork")


def work(connection, handler):
    while True:
        kind, item = connection.recv()
        if kind == "end":
            break
        try:
            handler(item)
            connection.send("good")
        except BaseException:
            connection.send("bad")
    connection.close()


def process_all(items, handler, workers):
    from multiprocessing.connection import wait

    pairs = []
    for _ in range(workers):
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=work, args=(theirs, handler))
        process.start()
        theirs.close()
        pairs.append((ours, process))
    todo, busy, failures = list(items), [], 0
    idle = [ours for ours, _ in pairs]
    while todo or busy:
        while todo and idle:
            connection = idle.pop()
            connection.send(("item", todo.pop(0)))
            busy.append(connection)
        for connection in wait(busy):
            failures += connection.recv() == "bad"
            busy.remove(connection)
            idle.append(connection)
    for ours, process in pairs:
        ours.send(("end", None))
        process.join()
        ours.close()
    return failures
