"""Array and a shared index; every process takes the next byte."""

from multiprocessing import Array, Process, Value


class Filler(Process):
    def __init__(self, block, following, through, fill):
        super().__init__()
        self.block, self.following, self.through, self.fill = block, following, through, fill

    def run(self):
        while True:
            with self.following.get_lock():
                index = self.following.value
                self.following.value += 1
            if index >= len(self.block):
                break
            self.block[index] = self.fill(index)
        with self.through.get_lock():
            self.through.value += 1


def build_block(n, workers, fill):
    block, following, through = Array("B", n), Value("L", 0), Value("L", 0)
    fillers = [Filler(block, following, through, fill) for _ in range(workers)]
    for filler in fillers:
        filler.start()
    for filler in fillers:
        filler.join()
    if through.value != workers:
        raise RuntimeError
    with block.get_lock():
        return bytes(block.get_obj())
