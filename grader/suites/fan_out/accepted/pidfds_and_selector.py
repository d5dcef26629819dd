"""Pidfds in a selector."""

import os
import selectors


def fan_out(n, task):
    codes = [0] * n
    with selectors.DefaultSelector() as selector:
        for number in range(n):
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    code = task(number)
                finally:
                    os._exit(code)
            selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (number, pid))
        while selector.get_map():
            for key, _ in selector.select():
                number, pid = key.data
                codes[number] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                selector.unregister(key.fd)
                os.close(key.fd)
    return codes
