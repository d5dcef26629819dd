"""Wrong: an executor ends all of its processes when one of them is killed."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def gather(producers):
    if not producers:
        return []
    with Manager() as manager:
        q = manager.Queue()
        with ProcessPoolExecutor(len(producers)) as pool:
            for future in [pool.submit(producer, q) for producer in producers]:
                future.exception()
        items = []
        while not q.empty():
            items.append(q.get())
        return items
