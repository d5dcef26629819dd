"""Computes in threads.

Verdict: FAILED
"""

from concurrent.futures import ThreadPoolExecutor


def squares(square, numbers):
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(square, numbers))
