"""Different: `concurrent.futures.ProcessPoolExecutor`, which closes and joins when its `with` block is left."""

from concurrent.futures import ProcessPoolExecutor


def run_all(func, tasks, workers):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        futures = [executor.submit(func, *args) for args in tasks]
        return [future.result() for future in futures]
