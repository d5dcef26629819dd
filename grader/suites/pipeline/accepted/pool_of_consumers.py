"""A pool whose tasks each consume until the end."""

import multiprocessing


def begin(items):
    global shared
    shared = items


def produce(source, items, consumers):
    for pair in enumerate(source):
        items.put(pair)
    for _ in range(consumers):
        items.put(None)


def consume(work):
    done = {}
    while (pair := shared.get()) is not None:
        try:
            done[pair[0]] = work(pair[1])
        except BaseException as error:
            done[pair[0]] = f"error: {type(error).__name__}"
    return done


def pipeline(source, work, consumers, maxsize):
    items = multiprocessing.Queue(maxsize)
    producer = multiprocessing.Process(target=produce, args=(source, items, consumers))
    producer.start()
    with multiprocessing.Pool(consumers, begin, (items,)) as pool:
        parts = pool.map(consume, [work] * consumers, chunksize=1)
        pool.close()
        pool.join()
    producer.join()
    done = {index: value for part in parts for index, value in part.items()}
    return [done[index] for index in range(len(done))]
