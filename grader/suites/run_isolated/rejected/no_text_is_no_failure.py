"""Wrong: an empty text given to sys.exit is taken for no text, and so for success."""

import os


def run_isolated(fn):
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            fn()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        except BaseException:
            code = 1
        os._exit(code & 0xFF)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        return "signal", os.WTERMSIG(status)
    return "exit", os.WEXITSTATUS(status)
