import multiprocessing as mp


def produce(condition, room, items):
    for _ in range(3):
        with condition:
            condition.wait_for(lambda: room.value > 0)
            room.value -= 1
            items.value += 1
            condition.notify_all()


def consume(condition, room, items):
    for _ in range(3):
        with condition:
            while items.value == 0:
                condition.wait()
            items.value -= 1
            room.value += 1
            condition.notify_all()


def main():
    condition = mp.Condition()
    room, items = mp.RawValue("i", 1), mp.RawValue("i", 0)
    processes = [mp.Process(target=f, args=(condition, room, items)) for f in (produce, consume) * 2]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [room.value, items.value, [process.exitcode for process in processes]]


EXPECTED = [1, 0, [0] * 4]
