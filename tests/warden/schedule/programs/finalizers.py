import multiprocessing as mp
import os
from multiprocessing import util


def work(into):
    util.Finalize(None, os.write, (into, b"b"), exitpriority=1)
    util.Finalize(None, os.write, (into, b"a"), exitpriority=2)


def main():
    out, into = os.pipe()
    process = mp.Process(target=work, args=(into,))
    process.start()
    process.join()
    text = os.read(out, 10).decode()
    os.close(out)
    os.close(into)
    return [text, process.exitcode]


EXPECTED = ["ab", 0]
