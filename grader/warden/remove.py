"""Remove what a submission has made, however it has made it."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
from typing import Final

#: By programs: Python's own way raises RecursionError where a submission nested folders deeply. It may also
#: have taken every right on a folder from its owner, which stops ``rm``, but not ``chmod``.
STEPS: Final = (("rm", "-rf", "--"), ("chmod", "-R", "u+rwx", "--"), ("rm", "-rf", "--"))


def remove(path: str) -> bool:
    """Remove a file, or a folder with all that is in it; whether it is gone."""
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
    for command in STEPS:
        if not os.path.lexists(path):
            return True
        subprocess.run([*command, path], check=False, stderr=subprocess.DEVNULL)
    return not os.path.lexists(path)
