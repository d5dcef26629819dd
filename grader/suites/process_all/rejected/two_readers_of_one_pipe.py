"""Wrong: all processes read one pipe, without a lock."""

from multiprocessing import Pipe, Process, Value

def loop(r, w, handler, fails):
    w.close()
    while True:
        try:
            x = r.recv()
        except EOFError:
            return
        try:
            handler(x)
        except BaseException:
            with fails:
                fails.value += 1

def process_all(items, handler, workers):
    r, w = Pipe(False)
    fails = Value('i', 0)
    ps = [Process(target=loop, args=(r, w, handler, fails)) for _ in range(workers)]
    for p in ps:
        p.start()
    r.close()
    for i in items:
        w.send(i)
    w.close()
    for p in ps:
        p.join()
    return fails.value
