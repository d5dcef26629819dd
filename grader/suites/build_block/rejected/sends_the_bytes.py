"""Wrong: a pool computes the bytes and sends them back."""

from concurrent.futures import ProcessPoolExecutor


def build_block(n, workers, fill):
    with ProcessPoolExecutor(workers) as executor:
        try:
            return bytes(executor.map(fill, range(n)))
        except Exception as error:
            raise RuntimeError("failed") from error
