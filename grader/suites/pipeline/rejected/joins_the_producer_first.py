"""Wrong: joins the producer before it reads from a bounded queue of results."""

from multiprocessing import Process, Queue

def produce(source, q, n):
    for t in enumerate(source):
        q.put(t)
    for _ in range(n):
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
    q, out = (Queue(maxsize), Queue(maxsize))
    p0 = Process(target=produce, args=(source, q, consumers))
    ps = [Process(target=consume, args=(work, q, out)) for _ in range(consumers)]
    p0.start()
    for p in ps:
        p.start()
    p0.join()
    res, left = ({}, consumers)
    while left:
        m = out.get()
        if m is None:
            left -= 1
        else:
            res[m[0]] = m[1]
    for p in ps:
        p.join()
    q.close()
    q.join_thread()
    out.close()
    out.join_thread()
    return [res[i] for i in sorted(res)]
