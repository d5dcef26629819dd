"""Wrong: starts `workers` processes and joins all of them before it starts the next ones."""

import multiprocessing


def call(connection, func, args):
    connection.send(func(*args))
    connection.close()


def run_all(func, tasks, workers):
    results = []
    for at in range(0, len(tasks), workers):
        batch = []
        for args in tasks[at : at + workers]:
            ours, theirs = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=call, args=(theirs, func, args))
            process.start()
            theirs.close()
            batch.append((ours, process))
        for ours, process in batch:
            results.append(ours.recv())
            process.join()
            ours.close()
    return results
