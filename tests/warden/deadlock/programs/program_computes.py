"""A program that computes."""

import subprocess
import sys


def go():
    code = "n = 0\nfor i in range(3_000_000): n += i\nprint('ended')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
