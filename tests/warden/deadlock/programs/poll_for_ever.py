"""poll."""

import os
import select


def go():
    out, _into = os.pipe()
    poll = select.poll()
    poll.register(out, select.POLLIN)
    poll.poll()  # waits here
