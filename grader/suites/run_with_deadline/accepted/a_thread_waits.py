"""Different: a thread joins the process, the caller waits for the thread with a time limit."""

import multiprocessing
import threading


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.Process(target=target, args=args, daemon=True)
    process.start()
    waiter = threading.Thread(target=process.join)
    waiter.start()

    how = "done"
    waiter.join(deadline)
    if waiter.is_alive():
        how = "terminated"
        process.terminate()
        waiter.join(grace)
        if waiter.is_alive():
            how = "killed"
            process.kill()
            waiter.join()
    return how, process.exitcode
