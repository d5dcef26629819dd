"""The judging session: one pytest session that collects once and forks a judge per submission."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """Read the order from standard input, write lines to the descriptor named as argument.

    Nobody below this process has its standard input: further submissions come there.
    """
    from grader.warden import inherited
    from grader.warden.trace import ptrace

    inherited.settle(ours=True)
    import msgspec

    from grader.judge.protocol import Order

    told = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    order = msgspec.json.decode(told.readline(), type=Order)
    ptrace.die_with(order.parent)
    from grader.isolation.background import BackgroundProbe

    probe = BackgroundProbe(order.isolation, order.require, Path(order.folder)) if order.needs_box else None
    try:
        from grader.judge.session import run  # loads pytest, which takes a while

        return run(order, probe.choice if probe is not None else None, int(sys.argv[1]), told)
    finally:
        if probe is not None:
            probe.end()


if __name__ == "__main__":
    sys.exit(main())
