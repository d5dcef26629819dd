"""Makes temporary files and folders of all kinds, also in shared memory, and removes them."""

import os
import tempfile
from multiprocessing import Pool


def asked():
    for folder in (None, "/dev/shm", "."):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            open(os.path.join(name, "file"), "w").close()
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"x")
        fd, name = tempfile.mkstemp(dir=folder)
        os.close(fd)
        os.replace(name, name + ".new")
        os.unlink(name + ".new")
    with tempfile.SpooledTemporaryFile() as file:
        file.write(b"x")


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
