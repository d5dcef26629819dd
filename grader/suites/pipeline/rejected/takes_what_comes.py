"""Wrong: each task takes the item that comes, which may be another task's."""

import multiprocessing


def produce(source, queue):
    for item in source:
        queue.put([item])
    queue.put("end")


def begin(queue, work):
    global taken, call
    taken, call = queue, work


def one():
    item = taken.get()
    if item == "end":
        taken.put("end")
        return "end"
    try:
        return [call(item[0])]
    except BaseException as error:
        return [f"error: {type(error).__name__}"]


def pipeline(source, work, consumers, maxsize):
    queue, results, more = multiprocessing.Queue(maxsize), [], True
    producer = multiprocessing.Process(target=produce, args=(source, queue))
    producer.start()
    with multiprocessing.Pool(consumers, begin, (queue, work)) as pool:
        found = [pool.apply_async(one) for _ in range(consumers)]
        while found:
            result = found.pop(0).get()
            if result == "end":
                more = False
            else:
                results += result
            if more:
                found.append(pool.apply_async(one))
        pool.close()
        pool.join()
    producer.join()
    queue.get()
    queue.close()
    queue.join_thread()
    return results
