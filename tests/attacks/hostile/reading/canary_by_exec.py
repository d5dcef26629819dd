"""Another program reads it.

Verdict: FAILED CRASHED
Needs: walls
"""

import subprocess


def squares(square, numbers):
    return subprocess.run(["/bin/cat", "{CANARY}"], capture_output=True, text=True).stdout
