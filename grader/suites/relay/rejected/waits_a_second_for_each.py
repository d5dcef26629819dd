"""Wrong: takes a second without a message for the end."""

import multiprocessing, queue

def read(messages, q):
    for t in enumerate(messages):
        q.put(t)

def take(q, transform):
    out = []
    while True:
        try:
            i, m = q.get(timeout=1)
        except queue.Empty:
            return out
        out.append((i, transform(m)))

def relay(messages, transform, workers):
    with multiprocessing.Manager() as man, multiprocessing.Pool(workers) as pool:
        q = man.Queue()
        r = pool.apply_async(read, (messages, q))
        parts = pool.starmap(take, [(q, transform)] * workers, chunksize=1)
        r.get()
        pool.close()
        pool.join()
    return [v for _, v in sorted((t for p in parts for t in p), key=lambda t: t[0])]
