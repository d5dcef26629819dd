"""One student's results as one HTML page that loads nothing and runs nothing.

Every text goes through :func:`text`: what acts is written as an escape, what is markup as an entity. The
page's own policy (Content-Security-Policy) allows its style sheet and nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from grader import messages
from grader.course import results
from grader.render import safe
from grader.render.terminal import Known
from grader.verdict import Verdict

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE: Final = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #222; }
h1 { font-size: 1.4em; } h2 { font-size: 1.15em; margin-top: 2em; border-bottom: 1px solid #ccc; }
table { border-collapse: collapse; width: 100%; } td { padding: .3em .6em .3em 0; vertical-align: top; }
td:last-child { text-align: right; white-space: nowrap; } td:first-child { white-space: nowrap; }
p.message { margin: 0 0 .8em 1.5em; white-space: pre-wrap; } .trap { color: #555; }
.passed { color: #176b2c; } .open { color: #9a3412; } code { white-space: pre-wrap; }
"""


def page(row: Mapping[str, Any], catalogue: Mapping[str, Known]) -> str:
    """Return the page for the contents of one results file."""
    report = row["report"]
    points = messages.points_of(report["points"], report["max_points"])
    title = text(f"{results.student_of(row).label}: {points}")
    parts = [f"<p>{text(note)}</p>" for note in (row["fault"], row["note"]) if note]
    if not report["complete"]:
        parts.append(f"<p>{text(messages.GRADER_FAULT)}</p>")
    parts += [of_exercise(exercise, catalogue) for exercise in report["exercises"]]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def of_exercise(exercise: Mapping[str, Any], catalogue: Mapping[str, Known]) -> str:
    """One exercise of a report, with its checks."""
    points = messages.points_of(exercise["points"], exercise["max_points"])
    lines = [f"<h2>{text(exercise['slug'])}: {text(exercise['title'])}, {text(points)}</h2>"]
    if exercise["refusal"]:
        lines.append(f'<p class="message">{text(exercise["refusal"])}</p>')
    lines.append("<table>")
    said: set[str] = set()
    for check in exercise["checks"]:
        lines += _check(check, catalogue, said)
    return "\n".join([*lines, "</table>"])


def _check(check: Mapping[str, Any], catalogue: Mapping[str, Known], said: set[str]) -> list[str]:
    """The row of one check, and once for each message what it says."""
    verdict = Verdict(check["verdict"])
    kind = "passed" if verdict is Verdict.PASSED else "open"
    of = f"{messages.number(check['points'])} of {messages.number(check['max_points'])}"
    word, title = text(messages.WORDS[verdict]), text(check["title"])
    lines = [f'<tr><td class="{kind}">{word}</td><td>{title}</td><td>{of}</td></tr>']
    message = check["message"] or messages.MEANINGS[verdict]
    alike = re.sub(r"\d+", "", message)  # the same for another process is the same
    if verdict is not Verdict.PASSED and message and alike not in said:
        said.add(alike)
        known = catalogue.get(check["diagnosis"] or "")
        trap = ""
        if known is not None:
            trap = f'<br><span class="trap">{text(known.title)}. {text(known.hints[0])}</span>'
        lines.append(f'<tr><td colspan="3"><p class="message">{text(message)}{trap}</p></td></tr>')
    return lines


def text(raw: str) -> str:
    """Return text that is only text in HTML."""
    return html.escape(safe.terminal(raw, 4_000), quote=True)
