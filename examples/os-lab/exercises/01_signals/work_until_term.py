"""Work until SIGTERM: a program that ends in order."""


def work_until_term(step) -> int:
    """Call `step()` again and again until this process gets a SIGTERM; return how many calls there were.

    A call that has begun is not cut off: it ends before the function returns. Afterwards SIGTERM does what it
    did before the function was called.
    """
    raise NotImplementedError
