import os
from concurrent.futures import ThreadPoolExecutor


def ended(number):
    pid = os.fork()
    if pid == 0:
        os._exit(number)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main():
    with ThreadPoolExecutor(3) as executor:
        return list(executor.map(ended, range(5)))


EXPECTED = [0, 1, 2, 3, 4]
#: The executor joins its threads in the order of a set, which is that of their addresses.
EXACT = False
