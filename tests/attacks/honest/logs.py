"""Logs to the system, which may refuse, and to a file of its own."""

import contextlib
import logging
import logging.handlers
import os
import syslog
from multiprocessing import Pool


def asked():
    log = logging.getLogger("squares")
    log.addHandler(logging.FileHandler("squares.log"))
    with contextlib.suppress(OSError):
        log.addHandler(logging.handlers.SysLogHandler("/dev/log"))
    with contextlib.suppress(OSError):
        log.addHandler(logging.handlers.SocketHandler("localhost", 9020))
    logging.raiseExceptions = False
    log.error("computing squares")
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
    os.unlink("squares.log")
    syslog.syslog("computing squares")
    syslog.closelog()


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
