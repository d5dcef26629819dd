"""A command reads its input to the end, and its parent keeps the pipe open while it waits.

https://github.com/gentoo/portage/pull/1199
"""

import subprocess

child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
child.stdin.write(b"a line\n")
child.stdin.flush()
child.wait()  # <- stuck
