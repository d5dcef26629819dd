"""The documents are true: links, command lines, tables and the sample output."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from grader import messages
from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.cli.app import app
from grader.course import located
from grader.evidence import Evidence
from grader.judge.session import PYTEST_OPTIONS
from grader.render import jsonreport
from grader.report import CheckResult, ExerciseReport, Report
from grader.testing.extract import KEPT_HOME
from grader.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "exercises/*.md", "exercises/*/*.md")
    for path in ROOT.glob(pattern)
)
FENCE = re.compile(r"^ *```(?P<kind>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
INLINE = re.compile(r"`(grade [^`]+)`")
HEADING = re.compile(r"^#+ +(?P<text>.+)$", re.MULTILINE)
ROW = re.compile(r"^\|(?P<cells>.+)\|$", re.MULTILINE)
#: Numbers that the documents write as words.
SMALL = dict(enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1))


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(text: str, *kinds: str) -> list[str]:
    """The text of every fenced block of these kinds."""
    return [match["text"] for match in FENCE.finditer(text) if match["kind"] in kinds]


def prose(text: str) -> str:
    return FENCE.sub("", text)


def anchors(name: str) -> set[str]:
    """What a link to a heading may name, as GitHub makes it."""
    headings = (match["text"].lower().replace("`", "") for match in HEADING.finditer(prose(text_of(name))))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", match["cells"])]
        for match in ROW.finditer(prose(text))
    ]


def commands(line: str) -> Iterator[list[str]]:
    """The simple commands of a shell line, without redirections."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split = True
    found: list[str] = []
    skip = False
    for word in lexer:
        if set(word) <= set("();|&"):
            yield found
            found = []
        elif set(word) <= set("<>"):
            skip = True
        elif skip:
            skip = False
        else:
            found.append(word)
    yield found


def command_lines(name: str, program: str) -> list[list[str]]:
    """The arguments of every call of ``program`` in a document's shell blocks and, for grade, its prose."""
    text = text_of(name)
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    if program == "grade":
        lines += [match.replace("\n", " ") for match in INLINE.findall(prose(text))]
    found = []
    for line in lines:
        for words in commands(line):
            words = words[1:] if words[:1] == ["do"] else words
            if words and words[0].rpartition("/")[2] == program:
                found.append(words[1:])
    return found


GRADE_LINES = sorted({(name, tuple(args)) for name in DOCUMENTS for args in command_lines(name, "grade")})


def parse(args: list[str]) -> click.Context:
    """Parse as ``grade`` does, and run nothing."""
    command: click.Command = app
    while isinstance(command, click.Group) and args and args[0] in command.commands:
        command, args = command.commands[args[0]], args[1:]
    return command.make_context("grade", args)


def is_placeholder(word: str) -> bool:
    return word.isupper() or "$" in word


def exists(word: str) -> bool:
    """Whether the word is an exercise, a path of this repository, or stands for what a reader has."""
    known = word in load_bank().slugs or (ROOT / word).exists()
    return (
        known
        or is_placeholder(word)
        or word.startswith("class/")
        or word in ("ana_final.py", "ana.ipynb", "week1.ipynb")
    )


def test_every_document_is_there() -> None:
    wanted = {"README.md", "INSTRUCTOR.md", "CONTRIBUTING.md", "CHANGELOG.md", "exercises/README.md"}
    wanted |= {"docs/explanation/design.md", "docs/reference/verdicts.md", "docs/authoring/reference.md"}
    assert wanted <= set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_relative_links_resolve(name: str) -> None:
    for match in LINK.finditer(prose(text_of(name))):
        target, _, anchor = match["target"].partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), f"{name}: {match['target']}"
        if anchor:
            there = path.resolve().relative_to(ROOT).as_posix()
            assert anchor in anchors(there), f"{name}: {match['target']}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_tables_have_as_many_cells_in_each_row(name: str) -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", prose(text_of(name)), re.MULTILINE):
        counts = {len(row) for row in rows(table)}
        assert len(counts) == 1, f"{name}: {table.splitlines()[0]}"


@pytest.mark.parametrize(
    ("name", "args"),
    GRADE_LINES,
    ids=lambda value: value if isinstance(value, str) else " ".join(value) or "-",
)
def test_grade_command_lines_parse(name: str, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(located.VARIABLE, "")  # ``--course`` sets it: it is put back after this line
    words = ["7" if word == "N" else word for word in args]
    try:
        context = parse(words)
    except click.exceptions.Exit:  # --version, --help
        return
    typed = context.params
    named = [typed.get("target"), typed.get("slug"), typed.get("as_slug"), *(typed.get("slugs") or ())]
    for word in named:
        assert word is None or exists(word), f"{name}: there is no {word}"


def test_some_grade_command_lines_are_found() -> None:
    documents = {name for name, _ in GRADE_LINES}
    assert {"README.md", "INSTRUCTOR.md", "CONTRIBUTING.md", "exercises/README.md"} <= documents
    assert ("docs/tutorial/first-hour.md", ("next",)) in GRADE_LINES
    assert ("docs/teaching/a-class.md", ("batch", "class", "--out", "results")) in GRADE_LINES


@pytest.mark.parametrize(
    "args",
    [["fork_report", "--batch"], ["play"], ["author", "release"], ["--isolation", "jail"], ["list", "x"]],
)
def test_a_command_line_that_does_not_exist_would_be_noticed(args: list[str]) -> None:
    with pytest.raises(click.UsageError):
        context = parse(args)
        assert isinstance(context.command, click.Group)
        raise click.UsageError("a group, and no command of that name")


def test_readme_has_the_two_commands() -> None:
    lines = [line for block in blocks(text_of("README.md"), "sh") for line in block.splitlines()]
    assert "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/grade solutions" in lines
    assert ".venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in lines


def test_nox_sessions_exist() -> None:
    tree = ast.parse(text_of("noxfile.py"))
    sessions = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("session" in ast.unparse(d) for d in node.decorator_list)
    }
    lines = command_lines("CONTRIBUTING.md", "nox")
    assert lines
    for args in lines:
        named = args[: args.index("--")] if "--" in args else args
        assert set(named) - {"-s"} <= sessions, args


def test_readme_is_short_and_has_one_picture() -> None:
    text = text_of("README.md")
    assert text.count("![") == 1
    assert len(text.splitlines()) < 100


def test_readme_shows_first_what_the_page_of_any_program_shows() -> None:
    """And a test runs that page's program."""
    page, text = text_of("docs/programs/run.md"), text_of("README.md")
    (program,), (said, *_) = blocks(text, "python"), blocks(text, "text")
    assert program in blocks(page, "python")
    assert any(said in block for block in blocks(page, "text"))
    assert text.index(said) < text.index("## ")


def test_verdict_table_lists_exactly_the_verdicts() -> None:
    text = text_of("docs/reference/verdicts.md")
    first = [row[0].strip("`") for row in rows(text) if re.fullmatch(r"`[A-Z_]+`", row[0])]
    assert first == [verdict.value for verdict in Verdict]


def test_verdicts_page_has_the_words_of_the_report() -> None:
    words = {
        row[0].strip("`"): row[1] for row in rows(text_of("docs/reference/verdicts.md")) if len(row) == 3
    }
    for verdict in Verdict:
        assert words[verdict.value] == messages.WORDS[verdict]


def test_map_lists_exactly_the_exercises() -> None:
    text = text_of("exercises/README.md")
    listed = [row for row in rows(text) if row[0].startswith("`")]
    bank = load_bank()
    assert listed == [
        [
            f"`{exercise.topic}`",
            f"[{exercise.slug}]({exercise.topic}/{exercise.slug}.py)",
            exercise.title,
            messages.number(exercise.points),
        ]
        for exercise in bank.exercises
    ]


@pytest.mark.parametrize("name", ["README.md", "exercises/README.md"])
def test_counts_are_those_of_the_bank(name: str) -> None:
    exercises = load_bank().exercises
    count = SMALL.get(len(exercises), str(len(exercises)))
    points = messages.number(sum(exercise.points for exercise in exercises))
    assert f"{count} exercises, {points} points" in text_of(name).lower()


@pytest.mark.parametrize(
    ("name", "kinds"), [(name, kinds) for name in DOCUMENTS for kinds in ("python", "toml")]
)
def test_examples_parse(name: str, kinds: str) -> None:
    import tomllib

    for block in blocks(text_of(name), kinds):
        if kinds == "python":
            ast.parse(block)
        else:
            tomllib.loads(block)


def test_authoring_page_names_what_suites_can_use() -> None:
    import grader.scenario
    import grader.testing

    text = text_of("docs/authoring/reference.md") + text_of("docs/authoring/nondeterminism.md")
    for name in (*grader.testing.__all__, *grader.scenario.__all__):
        assert re.search(rf"\b{name}\b", text), name
    assert "grader.testing" in KEPT_HOME
    assert {"no:tmpdir", "no:monkeypatch"} <= set(PYTEST_OPTIONS)
    assert "--noconftest" in PYTEST_OPTIONS


def test_report_page_names_every_field() -> None:
    text = text_of("docs/reference/report.md")
    wanted = {
        "The whole run": Report,
        "An exercise": ExerciseReport,
        "A check": CheckResult,
        "Evidence": Evidence,
    }
    definitions = jsonreport.schema()["$defs"]
    for heading, kind in wanted.items():
        section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        named = {name for row in rows(section) for name in re.findall(r"`(\w+)`", row[0])}
        assert named == set(definitions[kind.__name__]["properties"]), heading


def test_glossary_is_short_and_in_order() -> None:
    terms = [row[0] for row in rows(text_of("docs/glossary.md"))[2:]]
    assert terms == sorted(terms, key=str.lower)
    assert len(terms) <= 30


def test_python_versions_agree() -> None:
    found = re.findall(r"Python :: (3\.\d+)", text_of("pyproject.toml"))
    assert f"**Python {found[0]} to {found[-1]}**" in text_of("README.md")


def test_sample_output_is_what_grade_prints(plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    text = text_of("README.md")
    *_, sample = blocks(text, "text")
    (args,) = [args for args in command_lines("README.md", "grade") if "--as" in args]
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "PYTHONPATH")}
    run = subprocess.run(
        [sys.executable, "-m", "grader.cli", *args, "--isolation", "namespaces"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert run.returncode == 1, run.stderr
    assert numberless(run.stdout) == numberless(sample)


def numberless(text: str) -> list[str]:
    """The lines without what differs from run to run: process ids and the seed."""
    text = re.sub(r"--seed \d+", "--seed N", re.sub(r"Process \d+", "Process N", text))
    return [line.rstrip() for line in text.strip().splitlines()]
