"""An executor whose tasks sleep."""

import time
from concurrent.futures import ProcessPoolExecutor


def go():
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(time.sleep, [0.3, 0.5]))
    return "ended"
