"""Stands in a list, and looks without a pause until it is the first there."""

import os, threading

_state = {"pid": os.getpid(), "queue": []}
_guard = threading.Lock()

def _fresh():
    global _guard
    _guard = threading.Lock()
    _state["queue"] = []

os.register_at_fork(after_in_child=_fresh)

def one_at_a_time(section):
    me = object()
    queue = _state["queue"]
    queue.append(me)
    while queue[0] is not me:
        pass
    try:
        return section()
    finally:
        queue.remove(me)
