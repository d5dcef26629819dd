"""What the scheduled requests of a check have come to, by what was asked.

Theory of operation
-------------------
The same request under the same order has the same outcome, whoever asks a second time. So a check that is
called again to shorten an order gets what it has seen already: what it asks beside its orders, and orders
that it has played. What another run might not repeat is not remembered.
"""

from __future__ import annotations

import msgspec

from grader.evidence import Outcome
from grader.warden.protocol import Ask


class KnownOutcomes:
    """Remembers outcomes of requests that would go the same again."""

    def __init__(self) -> None:
        self._outcomes: dict[bytes, Outcome] = {}

    def note(self, question: Ask, outcome: Outcome) -> None:
        """Take in what became of a request."""
        if outcome.played is not None and outcome.played.repeatable:
            self._outcomes[_key(question)] = outcome

    def recall(self, question: Ask) -> Outcome | None:
        """Tell what became of the same request before; None if that is not known."""
        return self._outcomes.get(_key(question)) if question.schedule is not None else None


def _key(question: Ask) -> bytes:
    """Return all that a request asks for: its id says nothing, and compiled code is the same as its text."""
    return msgspec.json.encode(msgspec.structs.replace(question, id="", code={}))
