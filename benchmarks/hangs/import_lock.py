"""A module that is being imported waits for a process that has to import it.

https://github.com/python/cpython/issues/155890
"""

import sys
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    sys.modules.pop("import_lock", None)
    import import_lock  # noqa: F401
elif __name__ == "import_lock":

    def square(number):
        return number * number

    with ProcessPoolExecutor(max_workers=1) as executor:
        executor.submit(square, 3).result()  # <- stuck
