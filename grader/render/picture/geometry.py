"""Where each thing of the picture stands: lanes in per cent of their width, the graph in units of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from grader import safe
from grader.evidence import Evidence, WaitRecord
from grader.explain import ENDLESS, explain, line_of
from grader.render.lines import label_of
from grader.render.picture.events import Event, Row, Story
from grader.render.waitgraph import WaitNames

#: Processes in the wait-for graph.
MOST_NODES: Final = 10
WIDTH: Final = 640
NODE_WIDTH, NODE_HEIGHT = 148, 52
#: How far two arrows between the same processes stand apart.
_BEND: Final = 34.0
_SEVERAL: Final = "one of several"
#: What is waited for, where it has no name.
_LABELS: Final = {
    "child": "its end",
    "poll": _SEVERAL,
    "signal": "a signal",
    "ipc": "a message",
    "lock": "a lock",
}


@dataclass(frozen=True)
class Bar:
    """The life of one process, as per cent of the lane."""

    row: Row
    begin: int
    """The event with which it begins."""
    end: int
    """The event with which it ends, -1 for one that was there at the end."""
    wait: int
    """The event from which on it waits for ever, -1 if it does not."""
    left: float
    width: float
    stuck: float
    """Where that wait begins, in per cent."""
    above: int
    """How many rows further up its parent stands."""


@dataclass(frozen=True)
class Shape:
    """One mark, or one line from row to row."""

    step: int
    kind: str
    x: float
    top: int
    bottom: int
    """A row below those of the processes is that of a thing."""


@dataclass(frozen=True)
class Lanes:
    """The timeline."""

    bars: tuple[Bar, ...]
    marks: tuple[Shape, ...]
    links: tuple[Shape, ...]
    things: tuple[str, ...]
    """Pipes and locks that somebody waits for, a row each."""


@dataclass(frozen=True)
class Node:
    """One process of the wait-for graph."""

    label: str
    where: str
    x: float
    y: float


@dataclass(frozen=True)
class Arrow:
    """One wait of the wait-for graph."""

    path: str
    label: str
    x: float
    y: float
    cycle: bool
    """Whether it is part of the circle in which the processes wait."""
    told: str


@dataclass(frozen=True)
class GraphPicture:
    """Who waits for whom."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    height: float


def x_of(step: int, steps: int) -> float:
    """Return where an event stands, in per cent."""
    return round((step + 0.6) * 100 / (steps + 0.2), 3)


def lanes(story: Story) -> Lanes:
    """Return the timeline: events at equal distances, whatever the time between them."""
    events, count = story.events, len(story.events)
    things = tuple(dict.fromkeys(event.thing for event in events if event.thing))
    bars = tuple(_bar(row, number, events, count) for number, row in enumerate(story.rows))
    marks = tuple(
        Shape(step, event.kind, x_of(step, count), event.row, event.row) for step, event in enumerate(events)
    )
    links: list[Shape] = []
    for step, event in enumerate(events):
        x = x_of(step, count)
        if event.thing:
            links.append(Shape(step, "thing", x, event.row, len(story.rows) + things.index(event.thing)))
        elif event.other >= 0 and event.other != event.row and event.kind != "wait":
            links.append(Shape(step, event.kind, x, event.other, event.row))
    return Lanes(bars, marks, tuple(links), things)


def _bar(row: Row, number: int, events: Sequence[Event], count: int) -> Bar:
    own = [(step, event) for step, event in enumerate(events) if event.row == number]
    begin = next((step for step, event in own if event.kind in ("call", "begin")), 0)
    end = next((step for step, event in own if event.kind == "end"), -1)
    waits = [(step, event) for step, event in own if event.kind == "wait"]
    stuck = waits[0][0] if waits and all(event.endless for _, event in waits) else -1
    left = x_of(begin, count)
    right = x_of(end, count) if end >= 0 else 100.0
    width, above = max(0.2, round(right - left, 3)), number - row.parent if row.parent >= 0 else 0
    return Bar(row, begin, end, stuck, left, width, x_of(max(0, stuck), count), above)


def wait_for_graph(evidence: Evidence) -> GraphPicture | None:
    """Return the wait-for graph of a request that did not end, None for others and for one process alone."""
    names = WaitNames(evidence)
    cycle = explain(evidence).cycle
    endless = [wait for own in names.waits.values() for wait in own if wait.kind in ENDLESS]
    wanted = [pid for wait in endless for pid in wait.on]  # the manager's process waits for nobody
    order = [*dict.fromkeys([*cycle, *names.pids, *wanted])][:MOST_NODES]
    if len(order) < 2:
        return None
    height, places = _places(order, [pid for pid in order if pid not in cycle])
    nodes = tuple(Node(label_of(evidence, pid), _where(names, pid), *places[pid]) for pid in order)
    edges = {*pairwise(cycle)}
    arrows: list[Arrow] = []
    for (pid, other), things in _edges(names, endless).items():
        if pid in places and other in places:
            label = ", ".join([thing for thing in things if thing != _SEVERAL] or [_SEVERAL])
            path, x, y = _way(places[pid], places[other])
            told = f"{label_of(evidence, pid)} waits for {label_of(evidence, other)}: {label}"
            arrows.append(Arrow(path, label, x, y, (pid, other) in edges, told))
    return GraphPicture(nodes, tuple(arrows), height)


def _edges(names: WaitNames, waits: Sequence[WaitRecord]) -> dict[tuple[int, int], list[str]]:
    """Return who waits for whom, and for what: one arrow for all threads of a process."""
    found: dict[tuple[int, int], list[str]] = {}
    for wait in waits:
        label = names.thing(wait) or _LABELS.get(wait.kind, wait.kind)
        for other in wait.on:
            if other != wait.pid:
                found.setdefault((wait.pid, other), [])
                if label not in found[wait.pid, other]:
                    found[wait.pid, other].append(label)
    return found


def _where(names: WaitNames, pid: int) -> str:
    wait = next((wait for wait in names.waits.get(pid, []) if wait.line is not None), None)
    where = line_of(wait) if wait is not None else ""
    return safe.line(where.rpartition("/")[2], 22)


def _places(order: Sequence[int], others: Sequence[int]) -> tuple[float, Mapping[int, tuple[float, float]]]:
    """Put the processes on an ellipse, clockwise; two stand side by side, one outside the circle in it."""
    if len(order) == 2:
        return 150.0, {order[0]: (100.0, 75.0), order[1]: (WIDTH - 100.0, 75.0)}
    ring = [pid for pid in order if pid not in others] if len(others) == 1 and len(order) > 3 else order
    count = len(ring)
    height = 320.0 if count < 5 else 440.0
    wide, high = WIDTH / 2 - NODE_WIDTH / 2 - 12, height / 2 - NODE_HEIGHT / 2 - 12
    found = dict.fromkeys(others, (WIDTH / 2, height / 2))
    for number, pid in enumerate(ring):
        angle = 2 * math.pi * number / count - math.pi / 2
        found[pid] = (WIDTH / 2 + wide * math.cos(angle), height / 2 + high * math.sin(angle))
    return height, found


def _way(begin: tuple[float, float], end: tuple[float, float]) -> tuple[str, float, float]:
    """Bend an arrow to its left, so that the one in the other direction has a way of its own."""
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = math.hypot(dx, dy) or 1.0
    middle = (
        (begin[0] + end[0]) / 2 + dy / length * _BEND * 1.6,
        (begin[1] + end[1]) / 2 - dx / length * _BEND * 1.6,
    )
    first, last = _edge(begin, middle), _edge(end, middle)
    path = f"M{first[0]:.1f} {first[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {last[0]:.1f} {last[1]:.1f}"
    x = (first[0] + 2 * middle[0] + last[0]) / 4
    y = (first[1] + 2 * middle[1] + last[1]) / 4
    return path, round(x, 1), round(y, 1)


def _edge(node: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Return where the way from a node's middle leaves its box."""
    dx, dy = towards[0] - node[0], towards[1] - node[1]
    ratio = min(
        (NODE_WIDTH / 2 + 6) / abs(dx) if dx else math.inf,
        (NODE_HEIGHT / 2 + 6) / abs(dy) if dy else math.inf,
        1.0,
    )
    return node[0] + dx * ratio, node[1] + dy * ratio
