"""The submission under judgement, as a check sees it: what it is asked, and under which orders."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import filterfalse
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from grader import wire
from grader.evidence import Outcome, Played
from grader.limits import Limits
from grader.messages.checks import judged
from grader.runner.held_back import ENDS, FINE
from grader.testing import patience
from grader.testing.answer import Answer
from grader.testing.claims import fits, refuse
from grader.testing.extract import Scene, compiled, modules
from grader.testing.findings import (
    Blame,
    Finding,
    OrderPassed,
    Unloaded,
    by_verdict,
    from_leftovers,
    meddled,
    read_answer,
)
from grader.testing.schedules.known import KnownOutcomes
from grader.testing.schedules.orders import (
    EVERY_KIND,
    HASTE_SECONDS,
    Redundant,
    orders,
)
from grader.testing.schedules.search import SMALL, Places, Search, Tried
from grader.verdict import Verdict
from grader.warden.client import Warden
from grader.warden.protocol import Ask, Schedule

#: The order that is played where a check asks for none: everybody goes on as long as possible.
PLAIN: Final = Schedule()
#: A submission that has every function; each does nothing.
NOTHING: Final = """\
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *args, **keywords: None
"""


class Submission:
    """The submission under judgement, as a check sees it."""

    def __init__(
        self,
        slug: str,
        source: str,
        warden: Callable[[], Warden],
        limits: Limits,
        seed: str,
        start_method: str,
    ) -> None:
        self.slug = slug
        self.start_method = start_method
        self.random = Random(seed)
        """Inputs are drawn from here: fresh in every run, the same again under the same seed."""
        self.outcomes: list[tuple[Outcome, Mapping[str, str]]] = []
        self.claims: list[object] = []
        """The values that answers have claimed."""
        self.search: tuple[int, Schedule, int] | None = None
        """While many orders are played: the how manieth search it is, the order, and its request's number."""
        self.tried = Tried()
        """Which orders have been played where many were asked for."""
        self.loop = 0
        """How many times many orders have been asked for."""
        self.only: tuple[int, Schedule] | None = None
        """Play this order only, where many are asked for that many times; then the check ends."""
        self.known = KnownOutcomes()
        """What scheduled requests have come to."""
        self.recalls = False
        """Whether what is known is not asked again."""
        self.source = source
        """Its text, for a diagnosis; what it does is known from evidence only."""
        self._warden = warden
        self._limits = limits
        self._scene = Path()

    @property
    def played(self) -> Played | None:
        """What was played of the order in :attr:`search`; None if there is none, or it was not scheduled."""
        return self.outcomes[self.search[2]][0].played if self.search is not None else None

    def call(self, function: str, *args: object, blame: Blame = None, **more: Any) -> Answer:
        """Call ``function(*args)`` in a fresh process of the box.

        ``blame`` is the diagnosis of a request that gives no answer, a map from verdicts to diagnoses, or a
        function that is given the finding, with its ``answer``, and tells its diagnosis. Other keywords:
        ``start_method``, ``keeps`` (names of files that may stay), ``wall_seconds``, ``writes`` (the kernel
        tells who writes what where), ``schedule`` (the order and the clock; the plain order if it is left
        out, and None for a free run), see docs/authoring/reference.md.
        """
        return self._request(blame, more, kind="call", function=function, args=wire.encode(list(args)))

    def play(self, scene: Scene, *args: object, blame: Blame = None, **more: Any) -> Answer:
        """Run a scenario in a fresh process of the box; keywords as for :meth:`call`."""
        name, texts = modules(scene.file)
        self._scene = Path(scene.file)
        files = {f"{module}.py": text for module, text in texts.items()}
        answer = self._request(
            blame,
            more,
            files,
            kind="scenario",
            code={module: compiled(module, text) for module, text in texts.items()},
            scene=name,
            function=scene.name,
            args=wire.encode(list(args)),
        )
        if not fits(answer.value, scene.form):
            refuse("The answer")
        return answer

    def schedules(
        self,
        scene: Scene,
        *args: object,
        held_back: tuple[str, ...] = EVERY_KIND,
        random: int = 4,
        haste: float = HASTE_SECONDS,
        preemptions: int = 0,
        finely: int = 0,
        **more: Any,
    ) -> Iterator[Answer]:
        """Play a scenario under one order after the other; those without haste come first.

        The first order under which the check finds something ends it. With ``preemptions``, all orders with
        so many switches replace the random ones, if they fit a budget; without, with two, if they fit a small
        one. With ``finely``, so many follow in which each statement is a point, and one for each place.
        Without fork an order costs ten times as much: fixed ones are tried, and none that holds ends back.
        """
        if self.start_method != "fork":
            random, haste, preemptions, finely = 0, 0.0, 0, 0
            held_back = tuple(kind for kind in held_back if kind != ENDS)
        search = self._searched(preemptions, self.start_method == "fork" and bool(held_back or random))
        places = Places() if finely else None
        self.loop += 1
        chosen: Iterable[Schedule] = orders(held_back, random, haste, search, finely, places)
        if self.only is not None:  # what failed is played again, and nothing before it
            chosen = [self.only[1]] if self.only[0] == self.loop else []
        redundant = Redundant()
        for order in filterfalse(redundant.knows, chosen):
            self.search = (self.loop, order, len(self.outcomes))
            answer = self.play(scene, *args, schedule=order, **more)
            played = answer.outcome.played
            redundant.note(order, played)
            self._note(order, played, search, places)
            yield answer
            if self.only is not None:
                raise OrderPassed
        self.search = None

    def _searched(self, preemptions: int, small: bool) -> Search | None:
        """The search that a check asks for, or a small one; None where it asks for the plain order alone."""
        if not (preemptions or small):
            return None
        self.tried.searches.append(Search(preemptions) if preemptions else Search(*SMALL))
        return self.tried.searches[-1]

    def _note(
        self, order: Schedule, played: Played | None, search: Search | None, places: Places | None
    ) -> None:
        """Take in what one of many orders was."""
        fine = FINE in order.hold
        if search is not None and order == PLAIN:
            search.begin(played)
        if places is not None and fine:
            places.note(played)
        if search is not None and order.policy == "recorded" and not fine:
            search.note(played)
        elif played is not None and (fine or order.policy != "recorded"):
            self.tried.count(order)

    def run(self, *argv: str, stdin: str = "", blame: Blame = None, **more: Any) -> Answer:
        """Run the submission as a script with these arguments; the value is its exit code."""
        return self._request(blame, more, kind="program", argv=(f"{self.slug}.py", *argv), stdin=stdin)

    def _request(
        self,
        blame: Blame,
        more: dict[str, Any],
        files: Mapping[str, str] | None = None,
        **question: Any,
    ) -> Answer:
        wall = more.pop("wall_seconds", None)
        limits = self._limits
        if wall is not None:
            limits = msgspec.structs.replace(limits, wall_seconds=wall)
        ask = Ask(
            id=secrets.token_hex(16),
            module=self.slug,
            files={f"{self.slug}.py": self.source, **(files or {})},
            start_method=more.pop("start_method", self.start_method),
            keeps=tuple(more.pop("keeps", ())),
            writes=more.pop("writes", False),
            schedule=more.pop("schedule", PLAIN),
            limits=limits,
            **question,
        )
        if more:
            raise TypeError(f"unknown keyword {next(iter(more))!r}")
        outcome = self.known.recall(ask) if self.recalls else None
        if outcome is None:
            outcome = patience.ask(self._warden(), ask)
            self.known.note(ask, outcome)
        self.outcomes.append((outcome, by_verdict(blame)))
        if ask.kind == "program" and outcome.exitcode is not None and not outcome.escapes:
            meddled(outcome)
            return Answer(outcome.exitcode, outcome)
        seen = Answer(None, outcome, ask.schedule.hold if ask.schedule else ())
        try:
            self.claims.append(read_answer(outcome, blame, self.source, seen))
        except Unloaded as fault:
            if self._loads_beside_nothing(ask):
                raise Finding(Verdict.CRASHED, judged.own_functions_beside(fault.reason)) from fault
            raise fault.at(self._scene) from None
        return replace(seen, value=self.claims[-1])

    def _loads_beside_nothing(self, ask: Ask) -> bool:
        """Whether a scenario begins beside a submission that has every function and does nothing."""
        files = {**ask.files, f"{self.slug}.py": NOTHING}
        told = self._warden().ask(msgspec.structs.replace(ask, id=secrets.token_hex(16), files=files))
        try:
            read_answer(told, {})
        except Finding as found:
            return not isinstance(found, Unloaded)
        return True

    def blame_leftovers(self, diagnosis: str) -> None:
        """Give what the last request left behind this diagnosis; what else it has stays as it is."""
        outcome, blame = self.outcomes[-1]
        self.outcomes[-1] = outcome, {**blame, Verdict.LEAKED.value: diagnosis}

    def leak(self) -> Finding | None:
        """LEAKED, if any request of this check left something behind."""
        return next(
            (found for o, blame in self.outcomes if (found := from_leftovers(o, blame)) is not None), None
        )
