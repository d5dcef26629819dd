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
