"""A program that sleeps."""

import subprocess


def go():
    return subprocess.run(["/bin/sh", "-c", "sleep 0.6; echo ended"], capture_output=True, text=True).stdout.strip()
