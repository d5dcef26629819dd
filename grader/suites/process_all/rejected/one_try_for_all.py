"""Wrong: one try around reading and work; what the work raises can be the end.

Misconception: an EOFError in this block comes from the pipe.
Caught by: a handler that raises what an empty queue could raise: its process ends, and nobody counts it.
Verdict: FAILED. Diagnosis: failure-unnoticed.
"""

import multiprocessing


def work_on(tasks, lock, handler, failures):
    while True:
        try:
            with lock:
                item = tasks.recv()
            handler(item)
        except EOFError:
            return
        except BaseException:
            with failures.get_lock():
                failures.value += 1


def process_all(items, handler, workers):
    tasks, into = multiprocessing.Pipe(duplex=False)
    lock, failures = multiprocessing.Lock(), multiprocessing.Value("q", 0)
    processes = [
        multiprocessing.Process(target=work, args=(tasks, into, lock, handler, failures)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    tasks.close()
    for item in items:
        into.send(item)
    into.close()
    for process in processes:
        process.join()
        process.close()
    return failures.value


def work(tasks, into, lock, handler, failures):
    into.close()
    work_on(tasks, lock, handler, failures)
