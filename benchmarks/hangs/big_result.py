"""One result of more than 64 KiB, a spawned child, and a join before the get.

https://github.com/n8n-io/n8n/pull/19084
"""

import multiprocessing as mp


def report(results):
    results.put("x" * 300_000)


if __name__ == "__main__":
    context = mp.get_context("spawn")
    results = context.Queue()
    child = context.Process(target=report, args=(results,))
    child.start()
    child.join()  # <- stuck
