"""Count hits: threads that share a counter."""


def count_hits(visitors: int, hits: int) -> int:
    """Start `visitors` threads at once. Each counts `hits` hits in one shared counter, one after the other.

    Start no process. Wait until all threads have ended, and return what the counter says then.
    """
    raise NotImplementedError
