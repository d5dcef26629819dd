"""select on a pipe that nobody writes to."""

import os
import select


def go():
    out, _into = os.pipe()
    select.select([out], [], [])  # waits here
