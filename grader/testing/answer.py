"""What a request gave, as a check reads it: a claimed value, and what the kernel showed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from grader import wire
from grader.evidence import Kind, LeftoverKind, Outcome, ProcessRecord, WriteRecord
from grader.runner.held_back import LATE
from grader.testing.claims import fit, refuse


@dataclass(frozen=True)
class Seen:
    """One observation: ``pid`` is the kernel's word, ``value`` is what the process claimed."""

    pid: int
    value: Any
    at: float
    """Seconds since the request began."""


@dataclass(frozen=True)
class Answer:
    """What a request gave: a claimed value, and evidence."""

    value: Any
    outcome: Outcome
    held_back: tuple[str, ...] = ()
    """The kinds of calls that its order held back."""

    @property
    def caller(self) -> ProcessRecord:
        """The process that called the submission's function."""
        return next(p for p in self.outcome.evidence.processes if p.kind is Kind.RUNNER)

    @property
    def children(self) -> list[ProcessRecord]:
        """Every process begun below the caller, in order of birth, Python's services left out."""
        return [p for p in self.outcome.evidence.processes if p.kind is Kind.PROCESS]

    def process(self, pid: int) -> ProcessRecord | None:
        """The process that had this pid in the box."""
        return next((p for p in self.outcome.evidence.processes if p.pid == pid), None)

    def start_method(self, process: ProcessRecord) -> str:
        """How a process was started: "forkserver", "spawn" for a new interpreter, else "fork"."""
        parent = self.process(process.parent)
        if parent is not None and parent.kind is Kind.SERVICE:
            return "forkserver"
        return "spawn" if process.execs else "fork"

    def sent(self, pid: int, number: int | None = None) -> list[float]:
        """When a process was sent a signal, by itself or by others: any, or that of this number."""
        signals = self.outcome.evidence.signals
        return [one.at for one in signals if one.pid == pid and number in (None, one.number)]

    @property
    def hurried(self) -> bool:
        """Whether a wait was ended before its time, as on a slow machine."""
        return self.outcome.played is not None and self.outcome.played.hurried > 0

    @property
    def raced(self) -> bool:
        """Whether steps came in another order than the plain one, and nobody was hurried or told late."""
        played = self.outcome.played
        return played is not None and played.choices != "" and not self.hurried and LATE not in self.held_back

    @property
    def seconds(self) -> float:
        """How long the request took by its own clock; 0 if it had none."""
        return self.outcome.played.virtual_seconds if self.outcome.played is not None else 0.0

    @property
    def seen(self) -> list[Seen]:
        """All observations in the order in which they were made."""
        return [Seen(o.pid, wire.decode(o.value), o.at) for o in self.outcome.evidence.observations]

    @property
    def words(self) -> list[str]:
        """The word of each observation ``[word, ...]``, in order."""
        return [seen.value[0] for seen in self.seen if _word(seen.value)]

    def told(self, words: str | tuple[str, ...], *forms: Any) -> list[Seen]:  # noqa: ANN401 - see claims
        """All observations ``[word, ...]``, in order; each further item has to be of its form.

        Other observations are not looked at. A form is a type, or a list, tuple, dict or union of types. One
        that does not fit ends the check as FAILED.
        """
        wanted = (words,) if isinstance(words, str) else words
        found = [seen for seen in self.seen if _word(seen.value) in wanted]
        for seen in found:
            if not fit(seen.value[1:], forms):
                refuse(f"The observation {seen.value!r:.100}")
        return found

    def most_at_once(self, entered: str, left: str) -> int:
        """How many more observations there were of the first word than of the second, at most."""
        inside = most = 0
        for word in self.words:
            inside += (word == entered) - (word == left)
            most = max(most, inside)
        return most

    @property
    def most_alive(self) -> int:
        """How many processes lived below the caller at the same time, at most, Python's services left out."""
        moments = [(child.begin, 1) for child in self.children]
        moments += [(child.end, -1) for child in self.children if child.end is not None]
        return max(accumulate((step for _, step in sorted(moments)), initial=0))

    @property
    def left_processes(self) -> bool:
        """Whether a process was alive, or not waited for, when the function returned."""
        kinds = {leftover.kind for leftover in self.outcome.evidence.leftovers}
        return not kinds.isdisjoint({LeftoverKind.PROCESS, LeftoverKind.ZOMBIE})

    def writes_to(self, place: str, name: str = "", by: int | None = None) -> list[WriteRecord]:
        """Who wrote what to a pipe, FIFO or file, in order; the request must have asked for ``writes``.

        ``place`` is what ``grader.scenario.place`` gives. With ``name``, what went to any file of that
        name counts as well: files are replaced. ``by`` is the process to look at, None for all.
        """
        return [
            write
            for write in self.outcome.evidence.writes
            if (write.place == place or (name and write.path.rpartition("/")[2] == name))
            and by in (None, write.pid)
        ]

    def written_to(self, place: str, name: str = "", by: int | None = None) -> bytes:
        """The bytes of all these writes, as far as they are known."""
        return b"".join(write.data for write in self.writes_to(place, name, by))

    def wrote(self, pid: int, text: str, place: str, content: str, name: str = "") -> bool:
        """Whether process ``pid`` wrote ``text`` to a place in which ``content`` was found.

        Nobody sees what no call takes from memory (``sendfile``, ``splice``), or what goes through a map.
        It is the text if the calls of all others together leave room for it in the content.
        """
        writes = self.writes_to(place, name)
        wanted = text.encode("utf-8", "replace")
        own = [write for write in writes if write.pid == pid]
        if wanted in b"".join(write.data for write in own):
            return True
        if sum(write.unseen for write in own) < len(wanted) and not self._maps(pid, writes):
            return False
        others = sum(write.size for write in writes if write.pid != pid)
        return others + len(wanted) <= len(content.encode("utf-8", "replace"))

    def _maps(self, pid: int, writes: list[WriteRecord]) -> bool:
        """Whether a process mapped the place itself, or was forked by one that had."""
        before = math.inf
        while (process := self.process(pid)) is not None:
            if any(write.mapped and write.pid == pid and write.begin <= before for write in writes):
                return True
            pid, before = process.parent, process.begin
        return False

    @property
    def stdout(self) -> str:
        """What was written to standard output by anybody in the request."""
        return self.outcome.stdout

    @property
    def stderr(self) -> str:
        """What was written to standard error by anybody in the request."""
        return self.outcome.stderr


def _word(value: object) -> str:
    """The word with which an observation begins, empty if it has none."""
    return value[0] if type(value) is list and value and type(value[0]) is str else ""
