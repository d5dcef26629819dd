"""An executor whose workers end after two tasks starts no new one.

https://github.com/python/cpython/pull/140900
"""

from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(1, max_tasks_per_child=2) as executor:
        for future in [executor.submit(abs, number) for number in range(10)]:
            future.result()  # <- stuck
