"""Wrong: takes the messages out of the queue itself, and hands them on."""

from multiprocessing import Manager, Pool

def read(messages, q):
    n = 0
    for m in messages:
        q.put(m)
        n += 1
    return n

def relay(messages, transform, workers):
    with Manager() as man, Pool(workers) as pool:
        q = man.Queue()
        n = pool.apply(read, (messages, q))
        out = pool.map(transform, [q.get() for _ in range(n)], chunksize=1)
        pool.close()
        pool.join()
    return out
