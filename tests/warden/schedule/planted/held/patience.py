"""Counted patience: a pause that was long enough, until it was not."""

import multiprocessing as mp
import os
import select
import signal
import socket
import time

from kit import cells, ended, forked, remove, together


def three_tries_to_connect():
    """The client is served."""
    remove("socket")

    def serve():
        server = socket.socket(socket.AF_UNIX)
        server.bind("socket")
        server.listen()
        server.settimeout(600)
        try:
            server.accept()[0].close()
        except TimeoutError:
            pass

    def ask():
        for _ in range(3):
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect("socket")
                return
            except OSError:
                time.sleep(0.2)
            finally:
                client.close()
        raise TimeoutError

    codes = ended(forked(serve, ask))
    remove("socket")
    return codes == [0, 0]


def watchdog_of_a_second():
    """A child that works is not given up."""
    late = []
    before = signal.signal(signal.SIGALRM, lambda *_: late.append(True))
    signal.alarm(1)
    ended(forked(lambda: None))
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    return not late


def nothing_for_a_second_is_the_end():
    """All bytes come."""
    out, into = os.pipe()

    def write():
        for _ in range(2):
            os.write(into, b"x")

    pids = forked(write)
    got = b""
    while select.select([out], [], [], 1.0)[0]:
        got += os.read(out, 10)
    ended(pids)
    os.close(out)
    os.close(into)
    return got == b"xx"


def goes_in_without_the_lock():
    """One is inside at a time."""
    lock, inside, most = mp.Lock(), cells(), cells()

    def work():
        lock.acquire(timeout=1.0)
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        inside[0] -= 1
        try:
            lock.release()
        except ValueError:
            pass

    together(work, work)
    return most[0] == 1


def order_by_pauses():
    """The first comes first."""
    out, into = os.pipe()

    def write(number):
        time.sleep(number * 0.2)
        os.write(into, bytes([number]))

    codes = together(lambda: write(1), lambda: write(2))
    got = os.read(out, 2)
    os.close(out)
    os.close(into)
    return got == b"\x01\x02" and codes == [0, 0]


def barrier_with_a_limit():
    """Both come through."""
    barrier = mp.Barrier(2, timeout=1.0)
    return together(barrier.wait, barrier.wait) == [0, 0]
