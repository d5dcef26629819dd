"""A pool of the context, and functools.partial."""

import operator
import sys
from functools import partial
from multiprocessing import get_context


def scaled(items, factor, workers, method):
    with get_context(method).Pool(workers) as pool:
        results = pool.map(partial(operator.mul, factor), items)
        pool.close()
        pool.join()
    return results


def main(argv):
    method = argv[1]
    factor = int(argv[2])
    print(" ".join(str(result) for result in scaled(list(map(int, argv[3:])), factor, 4, method)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
