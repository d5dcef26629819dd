"""A thread of a runner dies of an exception, and its jobs are waited for.

https://github.com/dbt-labs/dbt-core/issues/5602
"""

import queue
import threading

jobs = queue.Queue()
jobs.put("model")


def run():
    jobs.get()
    raise BaseException("not caught")


threading.Thread(target=run).start()
jobs.join()  # <- stuck
