"""Asks who runs it, which the system may not tell."""

import contextlib
import getpass
import grp
import os
import pwd
from multiprocessing import Pool


def asked():
    for question in (
        getpass.getuser,
        os.getlogin,
        pwd.getpwall,
        grp.getgrall,
        lambda: pwd.getpwuid(os.getuid()),
        lambda: pwd.getpwnam("root"),
        lambda: grp.getgrgid(os.getgid()),
        lambda: os.path.expanduser("~nobody"),
    ):
        with contextlib.suppress(KeyError, OSError):
            question()


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
