"""``grade watch``: open the terminal, the screen and the watch."""

from __future__ import annotations

import msgspec

from grader.cli import faults, here
from grader.cli.grading import coloured


def run(slug: str | None, isolation: str) -> None:
    """Watch the started folder until the learner quits."""
    faults.require_linux()
    from grader.bank import load_bank, load_catalogue
    from grader.learner import state
    from grader.learner.keys import Keys
    from grader.learner.screen import Screen
    from grader.learner.watch import Watch

    bank = load_bank()
    home = here.required(bank).home
    if slug is not None:
        chosen = bank.find(slug).slug
        state.save(home, msgspec.structs.replace(state.load(home), current=chosen))
    with Keys() as keys:
        Watch(home, bank, load_catalogue(), keys, Screen(keys.live, coloured()), isolation).run()
