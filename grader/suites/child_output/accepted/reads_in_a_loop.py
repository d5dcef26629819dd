"""Os.read until it gives nothing; waitid."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(r)
        try:
            produce(w)
        except SystemExit as error:
            os._exit(error.code or 0)
        except Exception:
            os._exit(1)
        os._exit(0)
    os.close(w)
    parts = []
    while part := os.read(r, 4096):
        parts.append(part)
    os.close(r)
    result = os.waitid(os.P_PID, pid, os.WEXITED)
    return b"".join(parts), result.si_status
