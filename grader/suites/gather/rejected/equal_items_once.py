"""Wrong: drops an item that is equal to another one."""

from multiprocessing import Manager, Process

def gather(producers):
    with Manager() as man:
        q = man.Queue()
        ps = [Process(target=p, args=(q,)) for p in producers]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        out = []
        while not q.empty():
            x = q.get()
            if x not in out:
                out.append(x)
    return out
