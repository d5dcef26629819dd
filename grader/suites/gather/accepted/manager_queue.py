"""A manager's queue, which keeps everything until all have been joined."""

from multiprocessing import Manager, Process


def gather(producers):
    with Manager() as manager:
        q = manager.Queue()
        processes = [Process(target=producer, args=(q,)) for producer in producers]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return [q.get() for _ in range(q.qsize())]
