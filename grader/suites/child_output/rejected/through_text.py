"""Wrong: reads text, and makes bytes of it."""

import os
def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(r)
            produce(w)
            code = 0
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else (0 if e.code is None else 1)
        except BaseException:
            code = 1
        finally:
            os._exit(code & 0xFF)
    os.close(w)
    with open(r, encoding="latin-1") as f:
        data = f.read().encode("latin-1")
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
