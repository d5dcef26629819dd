"""Wrong: joins its processes, and then reads what they put; a large result keeps them from ending."""
import multiprocessing as mp
import os


def usable_cpus():
    return len(os.sched_getaffinity(0))


def work(func, todo, out):
    while (pair := todo.get()) is not None:
        out.put((pair[0], func(pair[1])))


def map_cpu_bound(func, items):
    n = min(len(items), usable_cpus())
    todo, out = mp.Queue(), mp.Queue()
    for pair in enumerate(items):
        todo.put(pair)
    for _ in range(n):
        todo.put(None)
    ps = [mp.Process(target=work, args=(func, todo, out)) for _ in range(n)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    results = dict(out.get() for _ in items)
    return [results[i] for i in range(len(items))]
