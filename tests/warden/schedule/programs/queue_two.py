import multiprocessing as mp


def produce(queue, number):
    for item in range(3):
        queue.put((number, item))


def main():
    queue = mp.Queue()
    processes = [mp.Process(target=produce, args=(queue, number)) for number in range(2)]
    for process in processes:
        process.start()
    got = [queue.get() for _ in range(6)]
    for process in processes:
        process.join()
    queue.close()
    queue.join_thread()
    return sorted(got) == [(number, item) for number in range(2) for item in range(3)]


EXPECTED = True
METHODS = ("fork", "spawn", "forkserver")
