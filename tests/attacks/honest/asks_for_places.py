"""Asks for language, time zone and machine."""

import contextlib
import ctypes.util
import locale
import os
import platform
import sysconfig
import time
import zoneinfo
from multiprocessing import Pool


def asked():
    locale.setlocale(locale.LC_ALL, "")
    locale.getlocale()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "tr_TR.UTF-8")
    os.environ["TZ"] = "Asia/Kolkata"
    time.tzset()
    time.strftime("%c")
    with contextlib.suppress(zoneinfo.ZoneInfoNotFoundError):
        zoneinfo.ZoneInfo("Europe/Vienna")
    platform.platform()
    platform.libc_ver()
    with contextlib.suppress(OSError):
        platform.freedesktop_os_release()
    sysconfig.get_paths()
    os.getloadavg()
    with contextlib.suppress(OSError):
        ctypes.util.find_library("c")


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
