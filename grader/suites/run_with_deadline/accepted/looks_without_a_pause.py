import os, sys, signal, time, threading, multiprocessing
from multiprocessing.connection import wait
def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    end = time.monotonic() + deadline
    while p.is_alive() and time.monotonic() < end: pass
    if not p.is_alive(): return ("done", p.exitcode)
    p.terminate()
    end = time.monotonic() + grace
    while p.is_alive() and time.monotonic() < end: pass
    if not p.is_alive(): return ("terminated", p.exitcode)
    p.kill()
    p.join()
    return ("killed", p.exitcode)
