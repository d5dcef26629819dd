"""Leaves another program.

Verdict: LEAKED FAILED
"""

import subprocess


def squares(square, numbers):
    subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
    return [n * n for n in numbers]
