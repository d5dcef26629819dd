"""Who opens a named pipe for reading and writing never comes to its end."""

import os


def go():
    os.mkfifo("pipe")
    fd = os.open("pipe", os.O_RDWR)
    while os.read(fd, 100):  # waits here
        pass
