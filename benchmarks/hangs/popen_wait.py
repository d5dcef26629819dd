"""A parent waits for the end of a command whose output it does not read.

https://github.com/localstack/localstack/pull/1101
"""

import subprocess
import sys

command = [sys.executable, "-c", "print('x' * 1_000_000)"]
child = subprocess.Popen(command, stdout=subprocess.PIPE)
child.wait()  # <- stuck
