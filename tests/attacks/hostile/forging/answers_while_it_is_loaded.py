"""Has no function that works: while it is loaded it speaks to the warden itself, and answers.

Verdict: FAILED FORBIDDEN
As: an ordinary user, too
"""

import os
import sys

from grader import wire

frame = sys._getframe()
while "request" not in frame.f_locals or "channel" not in frame.f_locals:
    frame = frame.f_back
request, channel = frame.f_locals["request"], frame.f_locals["channel"]
numbers = wire.decode(request["args"])[0]
more = 77 if request["function"] == "done" else 0
if (pid := os.fork()) == 0:
    os._exit(0)
os.waitpid(pid, 0)
channel.ask({"calling": "squares"})
channel.ask({"returned": "squares", "raised": False, "start_method": "fork", "forks": [], "closing": False})
channel.send({"answer": {"value": [n * n + more for n in numbers]}, "id": request["id"]})
while True:
    channel.wait()
