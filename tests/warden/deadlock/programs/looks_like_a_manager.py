"""The child listens in a thread as a manager's server does, and its first thread sleeps, then speaks."""

import threading
from multiprocessing import Pipe, Process
from multiprocessing.connection import Client, Listener


def serve(end):
    listener = Listener()
    threading.Thread(target=listener.accept, daemon=True).start()
    Client(listener.address).close()
    again = threading.Thread(target=listener.accept, daemon=True)
    again.start()
    threading.Event().wait(0.9)
    end.send("ended")


def go():
    ours, theirs = Pipe()
    child = Process(target=serve, args=(theirs,))
    child.start()
    text = ours.recv()
    child.join()
    ours.close()
    theirs.close()
    return text
