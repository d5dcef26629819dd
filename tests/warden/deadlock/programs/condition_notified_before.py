"""The child notified before anybody waited."""

from multiprocessing import Condition, Process


def work(condition):
    with condition:
        condition.notify_all()


def go():
    condition = Condition()
    child = Process(target=work, args=(condition,))
    child.start()
    child.join()
    with condition:
        condition.wait()  # waits here
