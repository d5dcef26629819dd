"""An executor."""

from concurrent.futures import ProcessPoolExecutor


def squares(square, numbers):
    with ProcessPoolExecutor(2) as executor:
        return list(executor.map(square, numbers))
