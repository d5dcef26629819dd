"""Wrong: returns a list."""
import os


def run_isolated(fn):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            fn()
            code = 0
        except SystemExit as e:
            code = 0 if e.code is None else e.code & 0xFF if isinstance(e.code, int) else 1
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return ["signal", -code] if code < 0 else ["exit", code]
