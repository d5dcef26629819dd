"""Takes away its own rights to its folder.

Verdict: FAILED LEAKED CRASHED
"""

import os


def squares(square, numbers):
    for folder in (".", os.environ.get("TMPDIR", "/tmp")):
        try:
            os.chmod(folder, 0)
        except OSError:
            pass
    return 42
