import multiprocessing as mp


def work(barrier, slots, number):
    for step in range(3):
        slots[number] = step
        barrier.wait()
        if set(slots) != {step}:
            raise ValueError(list(slots))
        barrier.wait()


def main():
    barrier, slots = mp.Barrier(3), mp.RawArray("i", 3)
    processes = [mp.Process(target=work, args=(barrier, slots, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


EXPECTED = [0, 0, 0]
