"""Write the exercise that a Kattis problem package makes."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from grader import syntax
from grader.author.importing import written
from grader.author.importing.plain_import import Imported
from grader.author.kattis import problem_package
from grader.author.kattis.problem_package import Package
from grader.author.kattis.submissions_yaml import KnownAnswer
from grader.author.static import shown
from grader.errors import UsageError
from grader.exercise import REGISTRATION

HIDDEN: Final = "test_hidden::test_all_cases"
#: What our check says where a test case must have this verdict.
_SAYS: Final = {"WA": "FAILED wrong-value", "TLE": "TIMED_OUT", "RTE": "CRASHED"}


def import_kattis(folder: Path, topic: str) -> Imported:
    """Write the exercise into the course around this folder."""
    package = problem_package.read(folder)
    slug = written.slug_of(folder.resolve().name)
    right = [answer for answer in package.answers if answer.kind == "accepted"]
    if not right or not any(name.startswith("secret/") for name in package.cases):
        raise UsageError(
            f"{shown(folder)} has no accepted answer in Python, or no secret test case.",
            "Add submissions/accepted/NAME.py, and data/secret/NAME.in with NAME.ans.",
        )
    solution, *accepted = right
    rejected = [answer for answer in package.answers if answer.kind == "rejected"]
    samples = [
        name.removesuffix(".in")
        for name in package.cases
        if name.startswith("sample/") and name.endswith(".in")
    ]
    public = [f"test_sample_{number}" for number in range(1, len(samples) + 1)] or ["test_starts"]
    notes = [*package.left_out]
    entries = [_entry("accepted", answer, "") for answer in accepted]
    for answer in rejected:
        if len(answer.required) != 1:
            notes.append(f"{answer.name}: rejected with any verdict; type grade author record {slug}.")
        entries.append(_entry("rejected", answer, _expected(answer, public)))
    limits = f"\n[limits]\nwall_seconds = {package.wall_seconds:g}\n"
    registration = written.registration(
        slug, topic, len(public) + 1, ["main"], [], limits + "".join(entries), package.title
    )
    suite = {
        REGISTRATION: registration,
        "test_public.py": _public(package, samples, public),
        "test_hidden.py": _hidden(package, slug),
        **package.cases,
        **{f"{a.kind}/{a.name}.py": a.source.decode("utf-8", "replace") for a in (*accepted, *rejected)},
    }
    files = written.write(slug, topic, _solution(package, solution), suite, package.title)
    return Imported(slug, files, notes)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _expected(answer: KnownAnswer, public: Sequence[str]) -> str:
    """The lines of exercise.toml that say what an answer gets; Kattis says it of all cases together."""
    expect = answer.expect or {HIDDEN: _SAYS[(answer.required or ("WA",))[-1]]}
    luck = answer.luck or (() if answer.expect else tuple(f"test_public::{name}" for name in public))
    pairs = ", ".join(f"{json.dumps(check)} = {json.dumps(said)}" for check, said in expect.items())
    return f"expect = {{ {pairs} }}\n" + (f"luck = {json.dumps(list(luck))}\n" if luck else "")


def _entry(kind: str, answer: KnownAnswer, expected: str) -> str:
    about = answer.about.strip() or answer.name
    return f'\n[[{kind}]]\nname = "{answer.name}"\nabout = {_toml(about)}\n{expected}'


def _solution(package: Package, answer: KnownAnswer) -> str:
    """The whole program is what students write; the statement stands above it."""
    source = answer.source.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    tree = syntax.parse(source)
    lines = source.split("\n")
    if ast.get_docstring(tree) is not None:
        first = tree.body[0]
        lines[first.lineno - 1 : first.end_lineno] = []
    text = (package.statement or f"{package.title}.").replace("\\", "\\\\").replace('"""', "'''")
    contract = f"{text}\n\nThe program reads standard input and writes standard output."
    body = "\n".join(lines).strip("\n")
    return f'"""{contract}\n"""\n\n# BEGIN SOLUTION\n{body}\n# END SOLUTION\n'


def _head(package: Package, about: str) -> str:
    options = "".join(f", {name}={value!r}" for name, value in package.validator.items())
    return (
        f'"""{about}"""\n\nfrom grader.testing import ProgramCases, Submission, check\n\n'
        f"CASES = ProgramCases(__file__{options})\n"
    )


def _public(package: Package, samples: Sequence[str], public: Sequence[str]) -> str:
    """A check for each sample; without samples, one that wants the program to run at all."""
    return _head(package, "The samples.") + "".join(_checks(samples or ["sample"], public))


def _checks(samples: Sequence[str], public: Sequence[str]) -> Iterator[str]:
    for name, test in zip(samples, public, strict=True):
        title = f"Sample {name.partition('/')[2]}." if "/" in name else "There are statements to run."
        yield (
            f"\n\n@check(points=1)\ndef {test}(submission: Submission) -> None:\n"
            f'    """{title}"""\n    CASES.passes(submission, "{name}", shown=True)\n'
        )


def _hidden(package: Package, slug: str) -> str:
    return _head(package, f"{slug}: all test cases, samples first, until one is not answered right.") + (
        "\n\n@check(points=1)\ndef test_all_cases(submission: Submission) -> None:\n"
        '    """Every input gets the right output."""\n    CASES.passes(submission, "sample", "secret")\n'
    )
