"""Each thread has a counter of its own, and the sum is taken at the end."""

from concurrent.futures import ThreadPoolExecutor


def count_hits(visitors, hits):
    def visit(_):
        mine = 0
        for _ in range(hits):
            mine += 1
        return mine

    with ThreadPoolExecutor(visitors) as pool:
        return sum(pool.map(visit, range(visitors)))
