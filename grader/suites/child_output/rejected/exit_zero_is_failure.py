"""Wrong: takes sys.exit(0) for a failure."""

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
            code = e.code or 1
        except BaseException:
            code = 1
        finally:
            os._exit(code & 0xFF)
    os.close(w)
    with open(r, "rb") as f:
        data = f.read()
    return data, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
