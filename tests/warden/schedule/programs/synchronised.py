import multiprocessing as mp
import time


def wait(event, condition, barrier, value, semaphore):
    event.wait()
    barrier.wait()
    with semaphore:
        pass
    with condition:
        value.value += 1
        condition.notify_all()
    barrier.wait(5)


def main():
    event, condition, barrier = mp.Event(), mp.Condition(), mp.Barrier(3)
    value, semaphore = mp.Value("i", 0), mp.BoundedSemaphore(2)
    arguments = (event, condition, barrier, value, semaphore)
    processes = [mp.Process(target=wait, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    time.sleep(3)
    event.set()
    barrier.wait()
    with condition:
        condition.wait_for(lambda: value.value == 2)
    barrier.wait()
    for process in processes:
        process.join()
    return [value.value, [process.exitcode for process in processes]]


EXPECTED = [2, [0, 0]]
METHODS = ("fork", "spawn", "forkserver")
