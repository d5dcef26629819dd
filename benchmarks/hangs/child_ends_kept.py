"""A parent sends a child its data; the child has crashed, and the parent holds the read end itself.

https://github.com/python/cpython/issues/118981
"""

import os

child_end, parent_end = os.pipe()
if os.fork() == 0:
    os._exit(1)
with open(parent_end, "wb") as pipe:
    pipe.write(b"x" * 1_000_000)  # <- stuck
