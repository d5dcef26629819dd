"""Wrong: takes the next index without the lock."""

from multiprocessing import Process, RawArray, Value


def work(block, following, fill):
    while following.value < len(block):
        index = following.value
        following.value += 1
        if index < len(block):
            block[index] = fill(index)


def build_block(n, workers, fill):
    block, following = RawArray("B", n), Value("L", 0)
    processes = [Process(target=work, args=(block, following, fill)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a process failed")
    return bytes(block)
