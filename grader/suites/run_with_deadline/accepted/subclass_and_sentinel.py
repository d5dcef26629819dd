"""Different: a subclass of Process, waiting on its sentinel with `multiprocessing.connection.wait`."""

from multiprocessing import Process
from multiprocessing.connection import wait


class Limited(Process):
    def __init__(self, function, arguments):
        super().__init__(name="limited")
        self.function = function
        self.arguments = arguments

    def run(self):
        self.function(*self.arguments)

    def ends_within(self, seconds):
        return wait([self.sentinel], timeout=seconds) != []


def run_with_deadline(target, args, deadline, grace):
    process = Limited(target, args)
    process.start()
    steps = [("done", None, deadline), ("terminated", process.terminate, grace), ("killed", process.kill, None)]
    for how, act, seconds in steps:
        if act is not None:
            act()
        if process.ends_within(seconds):
            break
    process.join()
    answer = (how, process.exitcode)
    process.close()
    return answer
