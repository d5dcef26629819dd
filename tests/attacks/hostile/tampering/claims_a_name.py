"""Claims somebody else's name in shared memory, which it cannot open, and gives no answer.

Verdict: FAILED
As: an ordinary user, too
Needs: walls
"""

import contextlib
import os


def squares(square, numbers):
    for flags in (os.O_RDWR, os.O_RDWR | os.O_EXCL, os.O_DIRECTORY, os.O_RDWR | os.O_TRUNC):
        with contextlib.suppress(OSError):
            os.close(os.open("{SHARED}", os.O_CREAT | flags))
    for call in (os.mkdir, os.mkfifo):
        with contextlib.suppress(OSError):
            call("{SHARED}")
    with contextlib.suppress(OSError):
        os.symlink("nowhere", "{SHARED}")
    return []
