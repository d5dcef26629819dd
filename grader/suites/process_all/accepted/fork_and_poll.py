"""os.fork for each item, at most so many at once; poll tells who has ended, its pipe whether the handler returned."""

import os, pickle, select, traceback


def each(call, items, workers):
    """Forks a child for each item, at most so many at once; yields (index, payload) as they come."""
    todo = list(enumerate(items))[::-1]
    busy = {}
    poll = select.poll()
    while todo or busy:
        while todo and len(busy) < workers:
            index, item = todo.pop()
            r, w = os.pipe()
            pid = os.fork()
            if pid == 0:
                data = b""
                try:
                    os.close(r)
                    data = pickle.dumps(call(item))
                except BaseException:
                    traceback.print_exc()
                finally:
                    with os.fdopen(w, "wb") as out:
                        out.write(data)
                    os._exit(0)
            os.close(w)
            busy[r] = (index, pid, [])
            poll.register(r, select.POLLIN)
        for fd, _ in poll.poll():
            data = os.read(fd, 1 << 16)
            index, pid, parts = busy[fd]
            if data:
                parts.append(data)
                continue
            poll.unregister(fd)
            os.close(fd)
            del busy[fd]
            os.waitpid(pid, 0)
            yield index, b"".join(parts)


def process_all(items, handler, workers):
    return sum(not data for _, data in each(lambda item: (handler(item), 1), items, workers))
