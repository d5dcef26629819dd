import multiprocessing as mp
import queue


def put(items, count):
    for item in range(count):
        items.put(item)
    items.put(None)


def add(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def main():
    items, counter = mp.Queue(), mp.Value("q", 0)
    processes = [mp.Process(target=put, args=(items, 3)) for _ in range(2)]
    processes += [mp.Process(target=add, args=(counter, 2)) for _ in range(2)]
    for process in processes:
        process.start()
    got, ends = [], 0
    while ends < 2:
        try:
            item = items.get(timeout=0.2)
        except queue.Empty:
            continue
        if item is None:
            ends += 1
        else:
            got.append(item)
    for process in processes:
        process.join(30)
        if process.is_alive():
            process.terminate()
            process.join()
    items.close()
    codes = all(process.exitcode == 0 for process in processes)
    return sorted(got) == [0, 0, 1, 1, 2, 2] and counter.value == 4 and codes


EXPECTED = True
METHODS = ("fork", "spawn")
