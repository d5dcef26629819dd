"""A manager on a TCP port if there is a network, else on a socket."""

from multiprocessing import Pool
from multiprocessing.managers import BaseManager
import socket


class Squares(BaseManager):
    """Has one list."""


NUMBERS = []
Squares.register("numbers", lambda: NUMBERS, exposed=("append", "__len__"))


def manager():
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
        return Squares(address=("127.0.0.1", 0))
    except OSError:
        return Squares()


def asked():
    with manager() as shared:
        numbers = shared.numbers()
        numbers.append(1)
        assert numbers.__len__() == 1


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
