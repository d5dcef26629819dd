"""Wrong: the end mark comes after `except Exception`; a producer may call sys.exit."""

import multiprocessing


class Tagged:
    def __init__(self, q):
        self.q = q

    def put(self, item):
        self.q.put(("item", item))


def produce(producer, q):
    try:
        producer(Tagged(q))
    except Exception:
        pass
    q.put(("end", None))


def gather(producers):
    q = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=produce, args=(p, q)) for p in producers]
    for process in processes:
        process.start()
    items, left = [], len(processes)
    while left:
        kind, item = q.get()
        if kind == "item":
            items.append(item)
        else:
            left -= 1
    for process in processes:
        process.join()
    return items
