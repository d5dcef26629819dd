"""Wrong: process k gets every workers-th task from k on; what stands behind a slow one waits, though others are idle."""

import multiprocessing


def do_share(func, share, out):
    out.send([func(*args) for args in share])
    out.close()


def run_all(func, tasks, workers):
    started = []
    for k in range(min(workers, len(tasks))):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=do_share, args=(func, tasks[k::workers], theirs))
        process.start()
        theirs.close()
        started.append((process, ours))
    results = [None] * len(tasks)
    for k, (process, ours) in enumerate(started):
        with ours:
            results[k::workers] = ours.recv()
        process.join()
        process.close()
    return results
