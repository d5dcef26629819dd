"""Wrong: gets the codes through pipes and does not wait."""

import os


def fan_out(n, task):
    ends = []
    for number in range(n):
        out, into = os.pipe()
        if os.fork() == 0:
            code = 1
            try:
                code = task(number)
            finally:
                os.write(into, bytes([code]))
                os._exit(code)
        os.close(into)
        ends.append(out)
    codes = []
    for out in ends:
        codes += os.read(out, 1)
        os.close(out)
    return codes
