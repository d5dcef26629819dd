"""Nobody writes to the eventfd."""

import os


def go():
    os.eventfd_read(os.eventfd(0))  # waits here
