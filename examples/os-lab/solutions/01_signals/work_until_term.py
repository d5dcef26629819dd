"""Work until SIGTERM: a program that ends in order."""

# BEGIN SOLUTION
import signal

# END SOLUTION


def work_until_term(step) -> int:
    """Call `step()` again and again until this process gets a SIGTERM; return how many calls there were.

    A call that has begun is not cut off: it ends before the function returns. Afterwards SIGTERM does what it
    did before the function was called.
    """
    # BEGIN SOLUTION
    told = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    try:
        steps = 0
        while not told:
            step()
            steps += 1
        return steps
    finally:
        signal.signal(signal.SIGTERM, before)
    # END SOLUTION
