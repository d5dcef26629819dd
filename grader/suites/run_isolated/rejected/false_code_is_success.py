"""Misconception: what is false is no exit code. sys.exit([]) and sys.exit(0.0) end a program with 1.

Caught by: sys.exit with an empty list. FAILED exit-code-not-int.
"""

import os


def run_isolated(fn):
    pid = os.fork()
    if pid == 0:
        try:
            fn()
        except SystemExit as e:
            if isinstance(e.code, str):
                os._exit(1)
            os._exit((e.code & 0xFF if isinstance(e.code, int) else 1) if e.code else 0)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
