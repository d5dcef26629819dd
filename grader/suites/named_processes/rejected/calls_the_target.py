"""Wrong: hands over what the target returns."""
import multiprocessing
import threading


def run_named(jobs):
    ps = []
    for name, target, args, kwargs in jobs:
        p = multiprocessing.Process(target=target(*args, **kwargs), name=name)
        p.start()
        ps.append(p)
    for p in ps:
        p.join()
    return {p.name: p.exitcode for p in ps}


def isolation(box, mutate):
    p = multiprocessing.Process(target=mutate(box))
    p.start()
    p.join()
    first = list(box)
    t = threading.Thread(target=mutate(box))
    t.start()
    t.join()
    return first, list(box)
