"""Wrong: `join` with a limit comes back also if the child has not ended."""

from multiprocessing import Process


def run_isolated(fn):
    process = Process(target=fn, daemon=True)
    process.start()
    process.join(10)
    code = process.exitcode or 0
    return ("signal", -code) if code < 0 else ("exit", code)
