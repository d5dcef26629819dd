"""Two descriptors of one file, each with its own lock."""

import fcntl


def go():
    with open("file", "w") as one, open("file", "w") as two:
        fcntl.flock(one, fcntl.LOCK_EX)
        fcntl.flock(two, fcntl.LOCK_EX)  # waits here
