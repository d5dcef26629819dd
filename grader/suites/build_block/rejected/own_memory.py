"""Wrong: fills a bytearray, which every process has for itself."""

from multiprocessing import Process


def work(block, start, stop, fill):
    for index in range(start, stop):
        block[index] = fill(index)


def build_block(n, workers, fill):
    block = bytearray(n)
    size = max(1, -(-n // workers))
    processes = [
        Process(target=work, args=(block, start, min(start + size, n), fill)) for start in range(0, n, size)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a process failed")
    return bytes(block)
