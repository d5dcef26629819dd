"""Different: a subclass of Process as a daemon, a queue of tasks and a queue of results, one end mark per process."""

import multiprocessing


class Member(multiprocessing.Process):
    def __init__(self, func, todo, done):
        super().__init__(daemon=True)
        self.func = func
        self.todo = todo
        self.done = done

    def run(self):
        for index, args in iter(self.todo.get, "stop"):
            self.done.put((index, self.func(*args)))


def run_all(func, tasks, workers):
    todo = multiprocessing.Queue()
    done = multiprocessing.Queue()
    members = [Member(func, todo, done) for _ in range(workers)]
    for member in members:
        member.start()
    for pair in enumerate(tasks):
        todo.put(pair)
    for _ in members:
        todo.put("stop")
    found = dict(done.get() for _ in tasks)
    for member in members:
        member.join()
    for q in (todo, done):
        q.close()
        q.join_thread()
    return [found[i] for i in range(len(tasks))]
