"""More results than the queue has room for, and nobody reads until all have joined.

https://github.com/ktbyers/netmiko/pull/511
"""

import multiprocessing as mp


def ask(device, results):
    results.put(device)  # <- stuck


if __name__ == "__main__":
    results = mp.Queue(maxsize=3)
    children = [mp.Process(target=ask, args=(device, results)) for device in range(5)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # <- stuck
