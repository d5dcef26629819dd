"""The same with a program."""

import subprocess


def go():
    child = subprocess.Popen(["/bin/sh", "-c", "exec head -c 1000000 /dev/zero"], stdout=subprocess.PIPE)
    child.wait()  # waits here
    return len(child.stdout.read())
