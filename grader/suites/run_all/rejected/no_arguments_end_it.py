"""Wrong: takes a task without arguments for the end mark."""
import multiprocessing


def worker(func, todo, done):
    while True:
        i, args = todo.get()
        if not args:
            break
        done.put((i, func(*args)))


def run_all(func, tasks, workers):
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    ps = [multiprocessing.Process(target=worker, args=(func, todo, done)) for _ in range(workers)]
    for p in ps:
        p.start()
    for pair in enumerate(tasks):
        todo.put(pair)
    for _ in ps:
        todo.put((None, ()))
    found = dict(done.get() for _ in tasks)
    for p in ps:
        p.join()
    for q in (todo, done):
        q.close()
        q.join_thread()
    return [found[i] for i in range(len(tasks))]
