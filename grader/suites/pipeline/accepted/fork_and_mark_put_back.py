"""The fork context; one mark that every consumer puts back."""

from multiprocessing import get_context
from multiprocessing.connection import wait

MP = get_context("fork")


def pipeline(source, work, consumers, maxsize):
    items = MP.JoinableQueue(maxsize)

    def produce():
        for pair in enumerate(source):
            items.put(pair)
        items.join()
        items.put(())

    def consume(connection):
        while pair := items.get():
            try:
                value = work(pair[1])
            except BaseException as error:
                value = f"error: {type(error).__name__}"
            connection.send((pair[0], value))
            items.task_done()
        items.put(())
        connection.close()

    producer = MP.Process(target=produce)
    producer.start()
    ends, crew = [], []
    for _ in range(consumers):
        ours, theirs = MP.Pipe(duplex=False)
        process = MP.Process(target=consume, args=(theirs,))
        process.start()
        theirs.close()
        ends.append(ours)
        crew.append(process)
    found = {}
    while ends:
        for end in wait(ends):
            try:
                number, value = end.recv()
                found[number] = value
            except EOFError:
                ends.remove(end)
                end.close()
    items.get()
    for process in [producer, *crew]:
        process.join()
    items.close()
    return [found[number] for number in range(len(found))]
