"""The answer bank in the form of Kattis' ``submissions/`` and ``submissions.yaml``, and back.

Theory of operation
-------------------
A check is a test case: a public one ``sample/test_x``, a hidden one ``secret/test_x``. What it must say is
its ``message``, which has to appear in what the judge says of it; what ``*`` must say is the message of the
whole submission. A check whose verdict hangs on luck may give every verdict. A comment says what an answer is
about. The form is that of the 2023-07 draft of the problem package format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from grader import atomic_file
from grader.errors import AuthoringError, SetupError, UsageError
from grader.exercise import OTHERS, Exercise, Expectation
from grader.safe import shown
from grader.verdict import Verdict

NAME: Final = "submissions.yaml"
ALL: Final = ("AC", "WA", "TLE", "RTE")
#: A verdict of ours, as Kattis has it; the others are wrong answers.
_AS_KATTIS: Final = {
    Verdict.PASSED: "AC",
    Verdict.TIMED_OUT: "TLE",
    Verdict.DEADLOCKED: "TLE",
    Verdict.OVER_LIMIT: "TLE",
    Verdict.CRASHED: "RTE",
    Verdict.ESCAPED: "RTE",
    Verdict.FORBIDDEN: "RTE",
}
#: The folder of answers whose checks all say the same, where they do not pass.
_FOLDERS: Final = {"WA": "wrong_answer", "TLE": "time_limit_exceeded", "RTE": "run_time_error"}
#: What a folder promises by itself.
PROMISES: Final = {
    "accepted": ("AC",),
    "rejected": ("RTE", "TLE", "WA"),
    "wrong_answer": ("WA",),
    "time_limit_exceeded": ("TLE",),
    "run_time_error": ("RTE",),
    "brute_force": ("RTE", "TLE"),
}
_GROUPS: Final = {"test_public": "sample", "test_hidden": "secret"}
_KEY: Final = re.compile(r'^"?(?P<key>[^\s"#:]+)"?:[ \t]+# (?P<about>.*)$', re.MULTILINE)


class KnownAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One known answer of an exercise."""

    kind: str
    """``accepted`` or ``rejected``."""
    name: str
    about: str
    source: bytes
    expect: dict[str, str] = {}
    luck: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    """Of which verdicts of Kattis' one test case must have one."""


def answers(exercise: Exercise) -> list[KnownAnswer]:
    """Return the known answers of an exercise."""
    found = [
        KnownAnswer(kind="accepted", name=a.name, about=a.about, source=a.path.read_bytes(), required=("AC",))
        for a in exercise.accepted
    ]
    for one in exercise.rejected:
        expect = {check: _said(expectation) for check, expectation in one.expect.items()}
        answer = KnownAnswer(
            kind="rejected",
            name=one.name,
            about=one.about,
            source=one.path.read_bytes(),
            expect=expect,
            luck=one.luck,
            required=tuple(sorted({_kattis(text) for text in expect.values()} - {"AC"})),
        )
        found.append(answer)
    return found


def _said(expectation: Expectation) -> str:
    return f"{expectation.verdict.value} {expectation.diagnosis or ''}".strip()


def _kattis(said: str) -> str:
    return _AS_KATTIS.get(Expectation.parse(said).verdict, "WA")


def path_of(answer: KnownAnswer) -> str:
    """Return where an answer lies below ``submissions/``."""
    one = answer.required[0] if len(answer.required) == 1 else ""
    folder = "accepted" if answer.kind == "accepted" else _FOLDERS.get(one, "rejected")
    return f"{folder}/{answer.name}.py"


def text(known: list[KnownAnswer]) -> str:
    """Return the text of submissions.yaml."""
    return "".join(f"{line}\n" for answer in known for line in _entry(answer))


def write(exercise: Exercise, folder: Path) -> list[Path]:
    """Write ``submissions/`` below a folder; return the files. UsageError if it is there."""
    target = folder / "submissions"
    if target.exists():
        raise UsageError(f"{shown(target)} is there already.", "Name another folder.")
    known = answers(exercise)
    files = {path_of(answer): answer.source for answer in known} | {NAME: text(known).encode()}
    for name, data in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        atomic_file.write(data, target / name)
    return [target / name for name in files]


def _entry(answer: KnownAnswer) -> Iterator[str]:
    yield f"{json.dumps(path_of(answer))}:  # {answer.about}"
    some = {"AC", *answer.required} if not answer.luck else set(ALL)
    yield f"  permitted: {_listed(some if answer.kind == 'rejected' else {'AC'})}"
    yield f"  required: {_listed(set(answer.required))}"
    if OTHERS in answer.expect:
        yield f"  message: {json.dumps(answer.expect[OTHERS])}"
    for check, said in answer.expect.items():
        if check != OTHERS:
            yield f"  {json.dumps(_case(check))}:"
            yield f"    permitted: {_listed({_kattis(said)})}"
            yield f"    message: {json.dumps(said)}"
    for check in answer.luck:
        for case in ("sample", "secret") if check == OTHERS else (_case(check),):
            yield f"  {json.dumps(case)}:"
            yield f"    permitted: {_listed({*ALL})}"


def _listed(verdicts: set[str]) -> str:
    return f"[{', '.join(verdict for verdict in ALL if verdict in verdicts)}]"


def _case(check: str) -> str:
    stem, _, test = check.partition("::")
    return f"{_GROUPS[stem]}/{test}"


def _check(case: str) -> str:
    group, _, test = case.partition("/")
    return f"{'test_public' if group == 'sample' else 'test_hidden'}::{test}"


def read(submissions: Path) -> list[KnownAnswer]:
    """Return the Python answers in a folder ``submissions``; AuthoringError if its YAML is none."""
    file = submissions / NAME
    whole = file.read_text("utf-8") if file.is_file() else ""
    table = yaml(file, whole) if whole.strip() else {}
    about = {found["key"]: found["about"] for found in _KEY.finditer(whole)}
    order = {key: number for number, key in enumerate(table)}
    found = sorted(submissions.glob("*/*.py"), key=lambda p: (order.get(_inner(p), len(order)), p))
    return [_answer(path, table, about.get(_inner(path))) for path in found]


def _inner(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _answer(path: Path, table: Mapping[str, Any], about: str | None) -> KnownAnswer:
    folder = path.parent.name
    rules: dict[str, Any] = {"required": list(PROMISES.get(folder, PROMISES["rejected"]))}
    for key, value in table.items():
        matched = Path(_inner(path)).match(key) or key == folder
        rules |= value if matched and isinstance(value, dict) else {}
    expect: dict[str, str] = {OTHERS: rules["message"]} if _is_ours(rules.get("message")) else {}
    luck: list[str] = []
    for case, rule in rules.items():
        if case in ("sample", "secret") and isinstance(rule, dict) and {*rule.get("permitted", ())} == {*ALL}:
            luck += [OTHERS] * (OTHERS not in luck)
        elif case.startswith(("sample/", "secret/")) and isinstance(rule, dict):
            if _is_ours(rule.get("message")):
                expect[_check(case)] = rule["message"]
            elif {*rule.get("permitted", ())} == {*ALL}:
                luck.append(_check(case))
    required = tuple(sorted(str(verdict) for verdict in rules["required"]))
    return KnownAnswer(
        kind="accepted" if required == ("AC",) else "rejected",
        name=path.stem,
        about=about if about is not None else path.stem.replace("_", " "),
        source=path.read_bytes(),
        expect=expect,
        luck=tuple(luck),
        required=required,
    )


def _is_ours(message: object) -> bool:
    """Whether a message is a verdict of ours, perhaps with a diagnosis."""
    try:
        return isinstance(message, str) and bool(Expectation.parse(message))
    except ValueError:
        return False


def yaml(file: Path, text: str) -> dict[str, Any]:
    """Return a table of YAML. SetupError without a reader of YAML, AuthoringError if it is no table."""
    try:
        return msgspec.yaml.decode(text, type=dict[str, Any])
    except ImportError as error:
        fix = "Install it: pip install PyYAML"
        raise SetupError("Kattis' packages are written in YAML, and PyYAML is not here.", fix) from error
    except msgspec.MsgspecError as error:
        raise AuthoringError(f"{shown(file)}: is not a table of YAML: {error}") from error
