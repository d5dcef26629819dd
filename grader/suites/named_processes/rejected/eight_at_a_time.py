"""Wrong: runs the jobs in batches of eight."""
import multiprocessing
import threading


def run_named(jobs):
    codes = {}
    for start in range(0, len(jobs), 8):
        ps = []
        for name, target, args, kwargs in jobs[start:start + 8]:
            p = multiprocessing.Process(target=target, name=name, args=args, kwargs=kwargs)
            p.start()
            ps.append(p)
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
