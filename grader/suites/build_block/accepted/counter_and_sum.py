"""RawArray; each process takes the next byte by a counter, and a sum tells whether all are there."""

import multiprocessing


def work(fill, block, following, done):
    count = 0
    while True:
        with following.get_lock():
            place = following.value
            following.value = place + 1
        if place >= len(block):
            break
        block[place] = fill(place)
        count += 1
    with done.get_lock():
        done.value += count


def build_block(n, workers, fill):
    if n == 0:
        return b""
    block = multiprocessing.RawArray("B", n)
    following, done = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    processes = [
        multiprocessing.Process(target=work, args=(fill, block, following, done))
        for _ in range(min(workers, n))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if done.value != n:
        raise RuntimeError("a process has failed")
    return bytes(block)
