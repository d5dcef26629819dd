import multiprocessing as mp
import os
import signal
import time


def stubborn(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(ready, b"x")
    while True:
        time.sleep(100)


def main():
    out, into = os.pipe()
    process = mp.Process(target=stubborn, args=(into,))
    process.start()
    os.read(out, 1)
    process.terminate()
    process.join(10)
    first = process.exitcode
    process.kill()
    process.join()
    os.close(out)
    os.close(into)
    return [first, process.exitcode]


EXPECTED = [None, -9]
