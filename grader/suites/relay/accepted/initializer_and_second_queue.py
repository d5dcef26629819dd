"""The queues reach the pool by its initializer; results go into a second one."""

from multiprocessing import Manager, Pool


def begin(*queues):
    global todo, done
    todo, done = queues


def read(messages):
    for message in messages:
        todo.put([message])
    return todo.qsize()


def take(transform):
    [message] = todo.get()
    done.put([transform(message)])


def relay(messages, transform, workers):
    # One task after the other keeps the order.
    with Manager() as manager:
        todo, done = manager.Queue(), manager.Queue()
        pool = Pool(workers, begin, (todo, done))
        count = pool.apply(read, [messages])
        for _ in range(count):
            pool.apply(take, [transform])
        results = [done.get()[0] for _ in range(count)]
        pool.close()
        pool.join()
    return results
