import os
import signal
def code_of(fn):
    try: fn()
    except SystemExit as s:
        if s.code is None: return 0
        if isinstance(s.code, int): return s.code & 0xFF
        return 1
    except BaseException: return 1
    return 0
def told(status):
    c = os.waitstatus_to_exitcode(status)
    return ("exit", c) if c >= 0 else ("signal", -c)
def run_isolated(fn):
    pid = os.fork()
    if pid == 0:
        try: code = code_of(fn)
        except BaseException: code = 1
        os._exit(code)
    def late(*_): raise TimeoutError
    before = signal.signal(signal.SIGALRM, late); signal.alarm(60)
    try: return told(os.waitpid(pid, 0)[1])
    except TimeoutError:
        os.kill(pid, 9); os.waitpid(pid, 0); return ("exit", 1)
    finally: signal.alarm(0); signal.signal(signal.SIGALRM, before)
