"""Different: its own context with start method spawn, whatever the caller's is; nested tries and a cleanup."""

import multiprocessing


class TooLate(Exception):
    pass


def join_or_raise(process, seconds):
    process.join(timeout=seconds)
    if process.exitcode is None:
        raise TooLate
    return process.exitcode


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.get_context("spawn").Process(target=target, args=args)
    process.start()
    try:
        try:
            return "done", join_or_raise(process, deadline)
        except TooLate:
            process.terminate()
        try:
            return "terminated", join_or_raise(process, grace)
        except TooLate:
            process.kill()
        return "killed", join_or_raise(process, None)
    finally:
        process.join()
        process.close()
