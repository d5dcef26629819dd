"""Wrong: puts one end mark too few."""

from multiprocessing import Process, Queue

def produce(source, q, n):
    for t in enumerate(source):
        q.put(t)
    for _ in range(n - 1):
        q.put(None)

def consume(work, q, out):
    for i, x in iter(q.get, None):
        try:
            v = work(x)
        except BaseException as e:
            v = 'error: ' + type(e).__name__
        out.put((i, v))
    out.put(None)

def pipeline(source, work, consumers, maxsize):
    q, out = (Queue(maxsize), Queue())
    ps = [Process(target=produce, args=(source, q, consumers))] + [Process(target=consume, args=(work, q, out)) for _ in range(consumers)]
    for p in ps:
        p.start()
    res, left = ({}, consumers)
    while left:
        m = out.get()
        if m is None:
            left -= 1
        else:
            res[m[0]] = m[1]
    for p in ps:
        p.join()
    return [res[i] for i in sorted(res)]
