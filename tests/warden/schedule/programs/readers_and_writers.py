import multiprocessing as mp


def read(lock, count, gate, page, seen):
    for _ in range(2):
        with lock:
            count.value += 1
            if count.value == 1:
                gate.acquire()
        if page[0] != page[1]:
            seen.value = 1
        with lock:
            count.value -= 1
            if count.value == 0:
                gate.release()


def write(gate, page):
    for _ in range(2):
        with gate:
            page[0] += 1
            page[1] += 1


def main():
    lock, gate = mp.Lock(), mp.Semaphore(1)
    count, seen = mp.RawValue("i", 0), mp.RawValue("i", 0)
    page = mp.RawArray("i", 2)
    processes = [mp.Process(target=read, args=(lock, count, gate, page, seen)) for _ in range(2)]
    processes.append(mp.Process(target=write, args=(gate, page)))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [seen.value, *page]


EXPECTED = [0, 2, 2]
