"""Wrong: every process is given twenty seconds, whatever fill takes."""

import multiprocessing


def work(fill, block, part, fine):
    for index in part:
        block[index] = fill(index)
    fine.value = 1


def build_block(n, workers, fill):
    block = multiprocessing.RawArray("B", max(n, 1))
    fine = [multiprocessing.RawValue("B", 0) for _ in range(workers)]
    processes = [
        multiprocessing.Process(target=work, args=(fill, block, range(k, n, workers), fine[k]))
        for k in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(20)
    if any(process.exitcode is not None and not done.value for process, done in zip(processes, fine)):
        raise RuntimeError("fill failed")
    return bytes(block)[:n]
