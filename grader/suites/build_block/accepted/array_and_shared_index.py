"""Array and a shared index; every process takes the next byte."""

from multiprocessing import Array, Process, Value


class Filler(Process):
    def __init__(self, block, following, fill):
        super().__init__()
        self.block, self.following, self.fill = block, following, fill

    def run(self):
        while True:
            with self.following.get_lock():
                index = self.following.value
                self.following.value += 1
            if index >= len(self.block):
                return
            self.block[index] = self.fill(index)


def build_block(n, workers, fill):
    block, following = Array("B", n), Value("L", 0)
    fillers = [Filler(block, following, fill) for _ in range(workers)]
    for filler in fillers:
        filler.start()
    for filler in fillers:
        filler.join()
    if not all(filler.exitcode == 0 for filler in fillers):
        raise RuntimeError
    with block.get_lock():
        return bytes(block.get_obj())
