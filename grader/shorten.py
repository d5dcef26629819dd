"""A finding under one of many orders, made again under as few switches as possible.

The check itself is asked whether it still finds the same: it is called with a submission that plays one
recorded order where the check asks for many. The inputs that it draws are the same again.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.finding import Finding
from grader.minimise import MOST_RUNS, Switches, minimal
from grader.orders import told
from grader.story import story
from grader.testing import Submission
from grader.warden.ask import Schedule


class _Trials:
    """Plays a check again under recorded orders; keeps what the last one that fails has found."""

    def __init__(
        self,
        finding: Finding,
        search: tuple[int, Schedule, int],
        check: Callable[[Submission], object],
        again: Callable[[], Submission],
    ) -> None:
        self._finding, self._check, self._again = finding, check, again
        self._loop, self._order, _ = search
        self.best: tuple[Finding, str] | None = None

    def fails(self, switches: Switches) -> bool:
        """Whether the check finds the same under these switches."""
        trial = self._again()
        order = Schedule(
            policy="recorded",
            choices=" ".join(switches),
            haste_seconds=self._order.haste_seconds,
            virtual_seconds=self._order.virtual_seconds,
        )
        trial.only = (self._loop, order)
        try:
            self._check(trial)
        except Finding as found:
            wanted = self._finding
            if found.verdict is not wanted.verdict or found.diagnosis not in (wanted.diagnosis, None):
                return False
            played = trial.outcomes[trial.search[2]][0].played if trial.search is not None else None
            self.best = (found, story(played) if played is not None else "")
            return True
        except Exception:  # what it finds then is another matter
            return False
        return False


def shortened(
    finding: Finding,
    submission: Submission,
    check: Callable[[Submission], object],
    again: Callable[[], Submission],
) -> Finding:
    """The finding with the story of the switches that it takes; as it is if no order was searched for."""
    search = submission.search
    played = submission.outcomes[search[2]][0].played if search is not None else None
    if search is None or played is None:
        return finding
    trials = _Trials(finding, search, check, again)
    # A new interpreter takes a tenth of a second to start.
    runs = MOST_RUNS if submission.start_method == "fork" else MOST_RUNS // 4
    minimal(tuple(played.choices.split()), trials.fails, runs)
    shortest, how = trials.best or (finding, "")
    order, slow = search[1], played.hurried > 0
    parts = [how or ("" if slow else _seen(order))]
    parts.append(_seen(Schedule(haste_seconds=order.haste_seconds)) if slow else "")
    finding.message = " ".join([shortest.message, *filter(None, parts)])
    return finding


def _seen(order: Schedule) -> str:
    how = told(order)
    return f"This was seen {how}." if how else ""
