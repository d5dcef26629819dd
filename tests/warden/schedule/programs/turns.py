import multiprocessing as mp


def play(mine, other, log, name):
    for _ in range(4):
        mine.acquire()
        log.put(name)
        other.release()


def main():
    first, second, log = mp.Semaphore(1), mp.Semaphore(0), mp.SimpleQueue()
    processes = [
        mp.Process(target=play, args=(first, second, log, "a")),
        mp.Process(target=play, args=(second, first, log, "b")),
    ]
    for process in processes:
        process.start()
    got = "".join(log.get() for _ in range(8))
    for process in processes:
        process.join()
    log.close()
    return got


EXPECTED = "abababab"
METHODS = ("fork", "forkserver")
