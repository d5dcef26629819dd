"""``grade batch``: what is handed in, whose it is, and what nobody claimed."""

from __future__ import annotations

import contextlib
import json
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from grader.cli import faults
from grader.errors import UsageError
from grader.messages import at_work, teacher
from grader.safe import shown

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.classroom.roster import Class, HandIn
    from grader.intake.matching import Rules
    from grader.live.arrivals import Arrivals

#: Files that nobody claimed, as many as a summary names; ``--json`` has all.
MOST_NAMES: Final = 20


class Intake:
    """Takes a class in, once the exercises are known, and says afterwards what needs a look."""

    def __init__(
        self,
        submissions: str,
        layout: str,
        maps: Sequence[str],
        roster: str | None,
        out: str,
        arrivals: Arrivals | None = None,
    ) -> None:
        self._path, self._layout, self._maps, self._out = Path(submissions), layout, maps, Path(out)
        self._roster = Path(roster) if roster is not None else None
        self._arrivals = arrivals
        self._class: Class | None = None
        self.held: set[str] = set()
        """Ids of hand-ins that are still being written: what is there of them does not count yet."""
        self.unmatched: list[str] = []

    def hand_ins(self, bank: Bank, slugs: Sequence[str], attempts: str) -> list[HandIn]:
        """Return everybody who has handed something in; says how that is laid out."""
        from grader.classroom import people
        from grader.intake import matching

        for slug in slugs:
            bank.gradable(slug)
        rules = matching.Rules(bank, tuple(slugs), matching.parse_maps(self._maps, bank))
        known = people.read(self._roster) if self._roster is not None else None
        found = self._looked(rules, attempts)
        faults.emit(teacher.layouts([handed.layout for handed in found.hand_ins]) + "\n")
        self._class = people.matched(found, known) if known is not None else found
        self.unmatched += [teacher.map_unused(*one) for one in rules.maps if one not in rules.used]
        if known and (addresses := people.shared(known)):
            self.unmatched.append(teacher.shared_addresses(addresses))
        return list(self._class.hand_ins)

    def _looked(self, rules: Rules, attempts: str) -> Class:
        """Look the class through; while it is being handed in, note who is not settled."""
        from grader.classroom import roster
        from grader.errors import NobodyError

        without = [self._out, *([self._roster] if self._roster is not None else [])]
        look = roster.look
        if self._arrivals is None:
            return look(self._path, rules, self._layout, without, attempts)
        found = self._arrivals.read(lambda: look(self._path, rules, self._layout, without, attempts))
        if held := self._arrivals.held:
            settled = []
            with contextlib.suppress(NobodyError):
                settled = list(look(self._path, rules, self._layout, [*without, *held], attempts).hand_ins)
            self.held = {handed.id for handed in found.hand_ins if handed not in settled}
            stray = tuple(name for name in found.stray if name not in {shown(one.name) for one in held})
            found = msgspec.structs.replace(found, stray=stray)
        return found

    def unclaimed(self) -> list[str]:
        """Return the files that answer nothing or cannot be read."""
        if self._class is None:
            return []
        whole = [handed for handed in self._class.hand_ins if handed.id not in self.held]
        return [*self._class.stray, *(name for handed in whole for name in handed.unclaimed)]

    def people(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who has handed in nothing, and who is not on the roster."""
        return (self._class.missing, self._class.unknown) if self._class is not None else ((), ())

    def summary(self) -> dict[str, Any]:
        """Return what there is of everybody, for programs."""
        from grader.classroom import results
        from grader.render import table

        rows = []
        for handed in self._class.hand_ins if self._class is not None else ():
            for student in handed.students:
                row = results.marks(self._out, student.id)
                if row is not None:
                    remark = table.remark(row)
                    rows.append({**row, "remark": remark, "unclaimed": list(handed.unclaimed)})
        missing, unknown = self.people()
        stray = list(self._class.stray) if self._class is not None else []
        more = {"missing": list(missing), "unknown": list(unknown), "unmatched": self.unmatched}
        return {"students": rows, "stray": stray, **more}


def _lines(said: Sequence[str]) -> str:
    return "".join(f"{textwrap.fill(one, 80, break_on_hyphens=False)}\n" for one in said)


def batch(
    watch: bool,
    as_json: bool,
    force: bool,
    **typed: Any,  # noqa: ANN401 - the other options
) -> int:
    """Grade a class; the exit code is 3 if somebody could not be graded, or a file needs a look."""
    if not watch:
        return _once(None, as_json, True, force=force, **typed)
    from grader.cli.live import arriving

    faults.require_linux()
    if typed["cluster"]:
        raise UsageError(*at_work.NO_CLUSTER)

    def again(arrivals: Arrivals, first: bool) -> int:
        return _once(arrivals, as_json, first, force=force and first, **typed)

    return arriving.watch(Path(typed["submissions"]), Path(typed["out"]), again)


def _once(
    arrivals: Arrivals | None,
    as_json: bool,
    table: bool,
    *,
    submissions: str,
    layout: str,
    maps: Sequence[str],
    roster: str | None,
    out: str,
    **typed: Any,  # noqa: ANN401 - the other options
) -> int:
    """Grade what is new of a class; without ``table`` say only what happens and what needs a look."""
    from grader.cli import classroom

    intake = Intake(submissions, layout, maps, roster, out, arrivals)
    aside = contextlib.redirect_stdout(sys.stderr if as_json and table else None)
    with contextlib.nullcontext() if table and not as_json else aside:
        code = classroom.batch(intake=intake, out=out, **typed)
    unclaimed, (missing, unknown) = intake.unclaimed(), intake.people()
    code = code or (faults.FAULT if unclaimed or unknown or intake.unmatched else 0)
    if as_json:
        faults.emit(json.dumps({"schema_version": 1, "exit_code": code, **intake.summary()}) + "\n")
        return code
    if missing or unknown:
        faults.emit(_lines(teacher.roster(missing, unknown, MOST_NAMES).splitlines()))
    faults.emit(_lines(intake.unmatched))
    if unclaimed:
        faults.emit(teacher.unclaimed(unclaimed, MOST_NAMES) + "\n")
    return code
