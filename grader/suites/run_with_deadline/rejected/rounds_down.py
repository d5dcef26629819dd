"""Wrong: a limit of half a second becomes none."""

import multiprocessing


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    process.join(int(deadline))
    if process.exitcode is not None:
        return "done", process.exitcode
    process.terminate()
    process.join(int(grace))
    if process.exitcode is not None:
        return "terminated", process.exitcode
    process.kill()
    process.join()
    return "killed", process.exitcode
