"""Process, and the file descriptor of a Connection."""

from multiprocessing import Pipe, Process


def call(produce, end):
    produce(end.fileno())


def child_output(produce):
    ours, theirs = Pipe(duplex=False)
    process = Process(target=call, args=(produce, theirs))
    process.start()
    theirs.close()
    with open(ours.fileno(), "rb", closefd=False) as file:
        data = file.read()
    ours.close()
    process.join()
    code = process.exitcode
    process.close()
    return data, code
