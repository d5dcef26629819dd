"""Wrong: ends who has not ended after five seconds."""

from multiprocessing import Manager, Process

def gather(producers):
    with Manager() as m:
        q = m.Queue()
        ps = [Process(target=p, args=(q,)) for p in producers]
        for p in ps:
            p.start()
        for p in ps:
            p.join(5)
        for p in ps:
            if p.is_alive():
                p.terminate()
        for p in ps:
            p.join()
        return [q.get() for _ in range(q.qsize())]
