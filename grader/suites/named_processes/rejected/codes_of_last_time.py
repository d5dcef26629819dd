"""Wrong: keeps the codes of the last call in a default argument."""
import multiprocessing
import threading


def run_named(jobs, codes={}):
    ps = [multiprocessing.Process(target=t, name=n, args=a, kwargs=k) for n, t, a, k in jobs]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
        codes[p.name] = p.exitcode
    return codes


def isolation(box, mutate):
    p = multiprocessing.Process(target=mutate, args=(box,))
    p.start()
    p.join()
    first = list(box)
    t = threading.Thread(target=mutate, args=(box,))
    t.start()
    t.join()
    return first, list(box)
