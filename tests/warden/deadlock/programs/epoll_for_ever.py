"""epoll."""

import os
import select


def go():
    out, _into = os.pipe()
    with select.epoll() as poll:
        poll.register(out, select.EPOLLIN)
        poll.poll()  # waits here
