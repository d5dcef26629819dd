"""Wrong: calls produce in a thread."""

import os
import threading


def child_output(produce):
    r, w = os.pipe()
    codes = [0]

    def run():
        try:
            produce(w)
        except SystemExit as error:
            codes[0] = error.code
        except Exception:
            codes[0] = 1
        finally:
            os.close(w)

    thread = threading.Thread(target=run)
    thread.start()
    with open(r, "rb") as pipe:
        data = pipe.read()
    thread.join()
    return data, codes[0]
