"""A task waits for another one of the same single thread."""

from concurrent.futures import ThreadPoolExecutor


def go():
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: pool.submit(int).result()).result()  # waits here
