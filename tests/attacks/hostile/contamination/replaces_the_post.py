"""Puts another socket in place of the observation post.

Verdict: FAILED LEAKED CRASHED
"""

import glob
import os
import socket


def squares(square, numbers):
    for path in ("/run/post", *glob.glob(os.path.join(os.environ["TMPDIR"], "..", "post"))):
        try:
            os.unlink(path)
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind(path)
        except OSError:
            pass
    return 42
