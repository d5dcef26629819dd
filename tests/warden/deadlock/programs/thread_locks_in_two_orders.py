"""The same with threads."""

import threading


def both(first, second, met):
    with first:
        met.wait()
        with second:  # waits here
            pass


def go():
    one, two, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
    threads = [
        threading.Thread(target=both, args=(one, two, met)),
        threading.Thread(target=both, args=(two, one, met)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()  # waits here
