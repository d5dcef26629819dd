"""Wrong: does all chunks again if one has failed, and adds all counts again."""

from multiprocessing import Pipe, Process


def work(sender, mapper, chunk):
    sender.send(mapper(chunk))


def attempt(chunks, mapper, workers, patience):
    results = []
    for first in range(0, len(chunks), workers):
        pairs = []
        for chunk in chunks[first : first + workers]:
            receiver, sender = Pipe(duplex=False)
            process = Process(target=work, args=(sender, mapper, chunk))
            process.start()
            sender.close()
            pairs.append((receiver, process))
        for receiver, process in pairs:
            try:
                results.append(receiver.recv() if receiver.poll(patience) else None)
            except EOFError:
                results.append(None)
            process.kill()
            process.join()
            receiver.close()
    return results


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    totals = {}
    for _ in range(attempts):
        results = attempt(chunks, mapper, workers, patience)
        for counts in results:
            for key in counts or {}:
                totals[key] = totals.get(key, 0) + counts[key]
        if None not in results:
            break
    return totals, [index for index, counts in enumerate(results) if counts is None]
