"""A finding under one of many orders, made again under as few switches as possible.

The check itself is asked whether it still finds the same: it is called with a submission that plays one
recorded order where the check asks for many. The inputs that it draws are the same again, and what was
asked under a schedule before is not asked again (:mod:`grader.testing.schedules.known`).
"""

from __future__ import annotations

from collections.abc import Callable

from grader.evidence import Played
from grader.messages import roles
from grader.messages.checks.switches import story
from grader.testing.findings import Finding
from grader.testing.schedules.known import KnownOutcomes
from grader.testing.schedules.minimise import MOST_RUNS, Switches, minimal
from grader.testing.schedules.orders import told
from grader.testing.schedules.replay import recorded
from grader.testing.submission import Submission
from grader.warden.protocol import Schedule


class _Trials:
    """Plays a check again under recorded orders; keeps what the last one that fails has found."""

    def __init__(
        self,
        finding: Finding,
        search: tuple[int, Schedule, int],
        check: Callable[[Submission], object],
        again: Callable[[], Submission],
        known: KnownOutcomes,
    ) -> None:
        self._finding, self._check, self._again, self._known = finding, check, again, known
        self._loop, self._order, _ = search
        self.best: tuple[Finding, Played] | None = None

    def fails(self, switches: Switches) -> bool:
        """Whether the check finds the same under these switches."""
        trial = self._again()
        trial.known, trial.recalls = self._known, True
        order = self._order
        trial.only = (self._loop, recorded(" ".join(switches), order.hold, order.haste_seconds))
        try:
            self._check(trial)
        except Finding as found:
            wanted = self._finding
            if found.verdict is not wanted.verdict or found.diagnosis not in (wanted.diagnosis, None):
                return False
            played = trial.played
            found.message = roles.told(found.message, roles.known(o.evidence for o, _ in trial.outcomes))
            if played is not None:
                self.best = (found, played)
            return played is not None
        except Exception:  # what it finds then is another matter
            return False
        return False


def shortened(
    finding: Finding,
    submission: Submission,
    check: Callable[[Submission], object],
    again: Callable[[], Submission],
) -> Played | None:
    """Tell in a finding the story of the switches that it takes; what was played with the fewest of them.

    None, and the finding as it is, if no order was searched for.
    """
    search, played = submission.search, submission.played
    if search is None or played is None:
        return None
    trials = _Trials(finding, search, check, again, submission.known)
    # A new interpreter takes a tenth of a second to start.
    runs = MOST_RUNS if submission.start_method == "fork" else MOST_RUNS // 4
    minimal(tuple(played.choices.split()), trials.fails, runs)
    shortest, fewest = trials.best or (finding, played)
    how = story(fewest) if trials.best is not None else ""
    finding.message = f"{shortest.message} {seen(search[1], fewest, how)}".strip()
    return fewest


def seen(order: Schedule, played: Played, how: str) -> str:
    """In which order something was seen: ``how``, or what was held back; and whether waits were cut short."""
    slow = played.hurried > 0
    parts = [how or ("" if slow else told(order))]
    parts.append(told(Schedule(haste_seconds=order.haste_seconds)) if slow else "")
    return " ".join(filter(None, parts))
