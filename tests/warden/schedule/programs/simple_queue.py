import multiprocessing as mp


def double(jobs, results):
    while (job := jobs.get()) is not None:
        results.put(2 * job)


def main():
    jobs, results = mp.SimpleQueue(), mp.SimpleQueue()
    processes = [mp.Process(target=double, args=(jobs, results)) for _ in range(3)]
    for process in processes:
        process.start()
    for job in range(6):
        jobs.put(job)
    got = sorted(results.get() for _ in range(6))
    for _ in processes:
        jobs.put(None)
    for process in processes:
        process.join()
    jobs.close()
    results.close()
    return got


EXPECTED = [0, 2, 4, 6, 8, 10]
METHODS = ("fork", "forkserver")
