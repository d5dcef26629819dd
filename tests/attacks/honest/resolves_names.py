"""Asks for addresses, which the system may not tell."""

import contextlib
import socket
from multiprocessing import Pool


def asked():
    for question in (
        socket.gethostname,
        socket.getfqdn,
        lambda: socket.gethostbyname("localhost"),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: socket.getservbyname("http"),
        lambda: socket.gethostbyaddr("127.0.0.1"),
    ):
        with contextlib.suppress(OSError):
            question()


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
