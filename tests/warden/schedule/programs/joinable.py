import multiprocessing as mp


def work(jobs, total):
    while (job := jobs.get()) is not None:
        with total.get_lock():
            total.value += job
        jobs.task_done()
    jobs.task_done()


def main():
    jobs, total = mp.JoinableQueue(), mp.Value("i", 0)
    processes = [mp.Process(target=work, args=(jobs, total)) for _ in range(2)]
    for process in processes:
        process.start()
    for job in range(5):
        jobs.put(job)
    jobs.join()
    found = total.value
    for _ in processes:
        jobs.put(None)
    for process in processes:
        process.join()
    jobs.close()
    return found


EXPECTED = 10
METHODS = ("fork", "spawn")
