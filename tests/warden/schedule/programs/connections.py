import multiprocessing as mp
from multiprocessing.connection import wait


def send(into, number):
    for item in range(number):
        into.send((number, item))
    into.close()


def main():
    readers, processes = [], []
    for number in range(1, 4):
        out, into = mp.Pipe(duplex=False)
        process = mp.Process(target=send, args=(into, number))
        process.start()
        into.close()
        readers.append(out)
        processes.append(process)
    got = []
    while readers:
        for out in wait(readers):
            try:
                got.append(out.recv())
            except EOFError:
                readers.remove(out)
                out.close()
    for process in processes:
        process.join()
    return sorted(got) == [(number, item) for number in range(1, 4) for item in range(number)]


EXPECTED = True
METHODS = ("fork", "spawn")
