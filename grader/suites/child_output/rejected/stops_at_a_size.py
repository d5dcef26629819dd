"""Wrong: after 66,000 bytes a short read is taken for the end.

Caught by: lengths that are about the answer's own numbers, in pieces. FAILED, short-read.
"""

from __future__ import annotations
import os

def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(r); produce(w); code = 0
        except SystemExit as e:
            code = e.code or 0 if isinstance(e.code, (int, type(None))) else 1
        finally:
            os._exit(code)
    os.close(w)
    data = b""
    while chunk := os.read(r, 65536):
        data += chunk
        if len(data) > 66_000 and len(chunk) < 4096:
            break
    os.close(r)
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
