"""Borrows the lock of a handler of logging, which renews it after a fork."""

import logging

handler = logging.Handler()


def one_at_a_time(section):
    handler.acquire()
    try:
        return section()
    finally:
        handler.release()
