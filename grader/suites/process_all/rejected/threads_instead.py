"""Wrong: threads for processes."""

import queue
import threading


def process_all(items, handler, workers):
    todo, failed = queue.Queue(), []

    def work():
        while True:
            wrapped = todo.get()
            if wrapped is None:
                return
            try:
                handler(wrapped[0])
            except BaseException:
                failed.append(1)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for item in items:
        todo.put((item,))
    for _ in threads:
        todo.put(None)
    for thread in threads:
        thread.join()
    return len(failed)
