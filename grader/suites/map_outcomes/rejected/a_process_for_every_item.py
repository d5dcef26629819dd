"""Wrong: as many processes as items."""

from multiprocessing import Process, Pipe

def run(f, item, c):
    try:
        c.send(('ok', f(item)))
    except BaseException as e:
        c.send(('error', type(e).__name__))

def map_outcomes(func, items, workers):
    ps = []
    for item in items:
        r, w = Pipe(False)
        p = Process(target=run, args=(func, item, w))
        p.start()
        w.close()
        ps.append((p, r))
    out = []
    for p, r in ps:
        out.append(r.recv())
        p.join()
        r.close()
    return out
