"""Files in its folder, with rights of its own, removed at the end."""

import os
import tempfile
from multiprocessing import Process


def work(square, path, n):
    with open(path, "w") as file:
        file.write(str(square(n)))
    os.chmod(path, 0o600)


def squares(square, numbers):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"{at}.txt") for at in range(len(numbers))]
        processes = [Process(target=work, args=(square, path, n)) for path, n in zip(paths, numbers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return [int(open(path).read()) for path in paths]
