import queue
import threading
import time


def main():
    items, out = queue.Queue(), []

    def work():
        while (item := items.get()) is not None:
            out.append(item)
            time.sleep(1)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for item in range(9):
        items.put(item)
    for _ in threads:
        items.put(None)
    for thread in threads:
        thread.join()
    return sorted(out)


EXPECTED = list(range(9))
