"""One student's results as one HTML page that loads nothing, and runs nothing but the script of its pictures.

Every text goes through :func:`text`: what acts is written as an escape, what is markup as an entity. The
page's own policy (Content-Security-Policy) allows its style sheet, with pictures also their script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from grader import messages, safe
from grader.classroom import results
from grader.messages.causes import trap_of
from grader.render.text.block import Known
from grader.verdict import UNTRIED, Verdict

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE: Final = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46em; margin: 0 auto; padding: 1em; color: #222; }
body { overflow-wrap: break-word; } h1 { font-size: 1.4em; line-height: 1.25; }
h2 { font-size: 1.15em; margin-top: 2em; border-bottom: 1px solid #ccc; } .about { color: #555; }
table { border-collapse: collapse; width: 100%; }
td { padding: .3em .6em .3em 0; vertical-align: top; text-align: left; }
td.word { width: 8em; } td.points { padding-right: 0; text-align: right; white-space: nowrap; }
p.message { margin: 0 0 .8em 1.5em; white-space: pre-wrap; } .trap { color: #555; }
.passed { color: #176b2c; } .open { color: #9a3412; } .fresh { color: #555; }
code { background: #f2f2f2; padding: 0 .2em; white-space: pre-wrap; }
@media (max-width: 30em) { p.message { margin-left: 0; } td.word { width: 5em; } }
"""
#: What is said of hidden checks: their messages, how many passed, or nothing but the points of all checks.
FEEDBACK: Final = ("messages", "public", "none")
_CODE: Final = re.compile(r"`([^`\n]+)`")


def page(
    row: Mapping[str, Any],
    catalogue: Mapping[str, Known],
    feedback: str = "messages",
    pictures: Mapping[str, str] | None = None,
    scripts: str = "",
) -> str:
    """Return the page for the contents of one results file; ``feedback`` is one of :data:`FEEDBACK`.

    ``pictures`` are of exercises, as HTML; ``scripts`` is what the policy allows them to run.
    """
    policy = f"{POLICY}; script-src {scripts}" if pictures and scripts else POLICY
    report = row["report"]
    points = messages.points_of(row["points"], row["max_points"])
    title = text(f"{results.student_of(row).label}: {points}")
    parts = [f'<p class="about">{text(_about(report))}</p>']
    parts += [f"<p>{text(note)}</p>" for note in (row["fault"], row["note"], row["standing"]["note"]) if note]
    if not report["complete"]:
        parts.append(f"<p>{text(messages.GRADER_FAULT)}</p>")
    for exercise in report["exercises"]:
        parts += [of_exercise(exercise, catalogue, feedback), (pictures or {}).get(exercise["slug"], "")]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _about(report: Mapping[str, Any]) -> str:
    """Say of what assignment a report is, and when it was made."""
    graded = f"graded on {report['started'][:16].replace('T', ', ')} UTC"
    return ", ".join(part for part in (report["assignment"], graded) if part)


def of_exercise(
    exercise: Mapping[str, Any], catalogue: Mapping[str, Known], feedback: str = "messages"
) -> str:
    """Return one exercise of a report, with those of its checks that may be shown."""
    points = messages.points_of(exercise["points"], exercise["max_points"])
    lines = [f"<h2>{text(exercise['slug'])}: {text(exercise['title'])}, {text(points)}</h2>"]
    if exercise["refusal"]:  # the same for every check
        return "\n".join([*lines, f'<p class="message">{text(exercise["refusal"])}</p>'])
    if exercise["path"]:
        lines.append(f'<p class="about">{text(exercise["path"].rpartition("/")[2])}</p>')
    lines.append("<table>")
    said: set[str] = set()
    shown = [check for check in exercise["checks"] if is_shown(check["visibility"], feedback)]
    for check in shown:
        lines += _check(check, catalogue, said)
    lines.append("</table>")
    hidden = [check for check in exercise["checks"] if check not in shown]
    if hidden and feedback == "public":
        passed = sum(check["verdict"] == Verdict.PASSED for check in hidden)
        lines.append(f"<p>{text(messages.hidden_checks(passed, len(hidden)))}</p>")
    return "\n".join(lines)


def is_shown(visibility: str, feedback: str) -> bool:
    """Whether a check of this visibility is shown to students."""
    return feedback == "messages" or (feedback == "public" and visibility == "public")


def _check(check: Mapping[str, Any], catalogue: Mapping[str, Known], said: set[str]) -> list[str]:
    """The row of one check, and once for each message what it says."""
    verdict = Verdict(check["verdict"])
    kind = "passed" if verdict is Verdict.PASSED else "fresh" if verdict in UNTRIED else "open"
    of = f"{messages.number(check['points'])} of {messages.number(check['max_points'])}"
    word, title = text(messages.WORDS[verdict]), prose(check["title"])
    cells = f'<td class="word {kind}">{word}</td><td>{title}</td><td class="points">{of}</td>'
    lines = [f"<tr>{cells}</tr>"]
    message = check["message"] or messages.MEANINGS[verdict]
    alike = re.sub(r"\d+", "", message)  # the same for another process is the same
    if verdict is not Verdict.PASSED and message and alike not in said:
        said.add(alike)
        known = catalogue.get(trap_of(check["diagnosis"]))
        trap = ""
        if known is not None:
            trap = f'<br><span class="trap">{prose(known.title)}. {prose(known.hints[0])}</span>'
        told = f'<p class="message">{prose(message)}{trap}</p>{_seen(check)}'
        lines.append(f'<tr><td colspan="3">{told}</td></tr>')
    return lines


def _seen(check: Mapping[str, Any]) -> str:
    """The line that a check is about, and, folded, what the submission printed."""
    parts = ((messages.PRINTED, check.get("stdout", "")), (messages.COMPLAINED, check.get("stderr", "")))
    code = check.get("code", "")
    where = f"<pre>{text(str(check['line']))}  {text(code)}</pre>" if code else ""
    return where + "".join(
        f"<details><summary>{text(head)}</summary><pre>{text(raw)}</pre></details>"
        for head, raw in parts
        if raw
    )


def prose(raw: str) -> str:
    """Return text as HTML in which what stands between backticks is code."""
    return _CODE.sub(r"<code>\1</code>", text(raw))


def text(raw: str) -> str:
    """Return text that is only text in HTML."""
    return html.escape(safe.terminal(raw, 4_000), quote=True)
