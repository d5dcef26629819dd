import os, sys, signal, time, threading, multiprocessing
from multiprocessing.connection import wait
def run_with_deadline(target, args, deadline, grace):
    p = multiprocessing.Process(target=target, args=args)
    p.start()
    p.join(deadline)
    if p.exitcode is not None: return ("done", p.exitcode)
    p.terminate()
    p.join(grace)
    if p.exitcode is not None: return ("terminated", p.exitcode)
    p.kill()
    for _ in range(10):
        if p.exitcode is not None: break
        time.sleep(0.1)
    return ("killed", p.exitcode if p.exitcode is not None else -9)
