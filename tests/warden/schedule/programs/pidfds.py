import os
import selectors
import signal


def main():
    selector, codes = selectors.DefaultSelector(), []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            if number == 2:
                signal.pause()
            os._exit(number)
        fd = os.pidfd_open(pid)
        selector.register(fd, selectors.EVENT_READ, pid)
    signal.pidfd_send_signal(fd, signal.SIGTERM)
    while selector.get_map():
        for key, _ in selector.select():
            codes.append(os.waitstatus_to_exitcode(os.waitpid(key.data, 0)[1]))
            selector.unregister(key.fd)
            os.close(key.fd)
    selector.close()
    return sorted(codes)


EXPECTED = [-15, 0, 1]
