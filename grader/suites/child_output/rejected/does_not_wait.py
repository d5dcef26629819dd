"""Wrong: gives 0 for every child whose output has ended."""

import os


def child_output(produce):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            produce(w)
            code = 0
        except SystemExit as error:
            code = error.code
        finally:
            os._exit(code)
    os.close(w)
    with open(r, "rb") as pipe:
        return pipe.read(), 0
