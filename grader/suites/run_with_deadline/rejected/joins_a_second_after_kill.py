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
    p.join(1)
    return ("killed", p.exitcode)
