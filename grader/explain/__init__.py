"""Who waits for whom: from the evidence of a request that did not end to one plain sentence.

The wait-for graph has processes as nodes; its edges are the waits of their threads. What is known
by its shape gets a diagnosis of the catalogue; any other graph is told as it is. Shapes are only
looked for where nothing could go on by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence import Evidence, Kind
from grader.evidence.wait_graph import ENDLESS, WaitForGraph, cycle
from grader.explain.patterns import SHAPES
from grader.messages.checks.phrases import line_of, stands_aside, tell

__all__ = ["ENDLESS", "Explanation", "explain", "line_of"]


@dataclass(frozen=True)
class Explanation:
    """Why a request did not end."""

    sentence: str
    diagnosis: str | None
    cycle: tuple[int, ...]
    """Processes that wait for each other, in order, the first repeated at the end; empty if there is none."""


def explain(evidence: Evidence, source: str = "", main: str = "your function") -> Explanation:
    """Explain a deadlock, or what was going on at the time limit; ``source``, if given, to quote from.

    ``main`` is what the caller is called where its line is not known.
    """
    caller = next((p.pid for p in evidence.processes if p.kind is Kind.RUNNER), 0)
    waits = [wait for wait in evidence.waits if not wait.aside]
    others = frozenset(bystander.pid for bystander in evidence.bystanders)
    graph = WaitForGraph(caller, waits, evidence.processes, tuple(source.split("\n")), others, main)
    if graph.first(caller) is None:
        return Explanation("", None, ())
    diagnosis, sentence = None, ""
    if all(wait.kind in ENDLESS for wait in graph.waits):
        diagnosis, sentence = next(filter(None, (shape(graph) for shape in SHAPES)), (None, ""))
    sentence = sentence or tell(graph)
    beside = list(dict.fromkeys(wait.pid for wait in evidence.waits if wait.aside))
    sentence += f" {stands_aside(beside)}" if beside else ""
    return Explanation(sentence[:1].upper() + sentence[1:], diagnosis, cycle(graph))
