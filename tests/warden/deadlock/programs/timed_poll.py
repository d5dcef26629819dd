"""poll, select and epoll with time limits."""

import select
from multiprocessing import Pipe


def go():
    out, into = Pipe(duplex=False)
    out.poll(0.3)
    select.select([out], [], [], 0.3)
    with select.epoll() as poll:
        poll.register(out, select.EPOLLIN)
        poll.poll(0.3)
    return "ended"
