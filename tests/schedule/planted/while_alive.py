import multiprocessing as mp
import queue


def put(items):
    for item in range(3):
        items.put(item)


def main():
    items = mp.Queue()
    processes = [mp.Process(target=put, args=(items,)) for _ in range(2)]
    for process in processes:
        process.start()
    got = []
    while any(process.is_alive() for process in processes):
        try:
            got.append(items.get(timeout=0.1))
        except queue.Empty:
            pass
    for process in processes:
        process.join()
    items.close()
    return len(got) == 6
