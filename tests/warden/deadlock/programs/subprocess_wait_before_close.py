"""cat waits for more input while the caller waits for cat."""

import subprocess


def go():
    child = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE)
    child.stdin.write(b"x")
    child.stdin.flush()
    return child.wait()  # waits here
