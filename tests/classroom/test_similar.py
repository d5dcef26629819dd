"""Answers that resemble each other: a copy is found however it is disguised, and independent work is not."""

from __future__ import annotations

import ast
import html
import html.parser
import itertools
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from grader.bank import Bank, load_bank
from grader.classroom import results
from grader.classroom.roster import HandIn
from grader.classroom.similar.fingerprints import rows
from grader.classroom.similar.pairs import FEWEST, THRESHOLD, of_class
from grader.cli.app import app
from grader.cli.machine import documents
from grader.intake.identity import Student
from grader.judge import SubmittedFile
from grader.material import stub
from grader.render.html import POLICY
from grader.render.pairs import side_by_side

ORIGINAL = '''\
import os
import time


def fork_report(write_fd):
    """As asked."""
    begin = time.monotonic()
    pid = os.fork()
    if pid == 0:
        line = f"child 0 {os.getpid()} {os.getppid()}\\n"
        os.write(write_fd, line.encode())
        os._exit(7)
    waited, status = os.waitpid(pid, 0)
    assert waited == pid
    tell(write_fd, pid, os.waitstatus_to_exitcode(status))
    return pid if time.monotonic() - begin < 100 else None


def tell(fd, child, code):
    parts = ["parent", str(child), str(os.getpid())]
    while parts:
        os.write(fd, (parts.pop(0) + " ").encode())
    os.write(fd, b"\\n")
'''
RENAMES = {"begin": "t0", "pid": "kid", "line": "text", "waited": "who", "status": "how", "tell": "say"}
RENAMES |= {"fd": "pipe", "child": "one", "code": "number", "parts": "words"}


class _Renamed(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = RENAMES.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = RENAMES.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = RENAMES.get(node.name, node.name)
        self.generic_visit(node)
        return node


def renamed(source: str) -> str:
    return ast.unparse(_Renamed().visit(ast.parse(source)))


def reordered(source: str) -> str:
    tree = ast.parse(source)
    tree.body = [*tree.body[:2], *reversed(tree.body[2:])]
    return ast.unparse(tree)


def commented(source: str) -> str:
    lines = [f"{line}  # my own idea\n" if line.strip() else "\n\n" for line in source.split("\n")]
    return "# all mine\n" + "".join(lines).replace('"""As asked."""  # my own idea', '"""Mine!"""')


DISGUISES = {
    "renamed": renamed(ORIGINAL),
    "reordered": reordered(ORIGINAL),
    "commented": commented(ORIGINAL),
    "all": commented(reordered(renamed(ORIGINAL)).replace("'", '"')),
    "with more": ORIGINAL + "\n\ndef unused(number):\n    return [number ** n for n in range(number)]\n",
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    """Our own course."""
    return load_bank()


def handed(bank: Bank, source: str, id: str, name: str = "", slug: str = "fork_report") -> HandIn:
    file = SubmittedFile(bank.find(slug), f"{id}/{slug}.py", source.encode())
    return HandIn((Student(id, name),), (file,))


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_copy_is_found(bank: Bank, disguise: str) -> None:
    found = of_class([handed(bank, ORIGINAL, "ana"), handed(bank, DISGUISES[disguise], "ben")])
    (pair,) = found.pairs()
    assert pair.share > 0.95
    assert {pair.left.label, pair.right.label} == {"ana", "ben"}


def test_independent_answers_are_not_found(bank: Bank) -> None:
    for exercise in bank.exercises:
        answers = [exercise.solution, *(accepted.path for accepted in exercise.accepted)]
        class_of = [handed(bank, path.read_text(), path.stem, slug=exercise.slug) for path in answers]
        assert not of_class(class_of).pairs(), exercise.slug


def test_stubs_and_short_answers_are_not_compared(bank: Bank) -> None:
    empty = stub(bank.find("fork_report"))
    begun = empty.replace("raise NotImplementedError", "return 0")
    found = of_class([handed(bank, text, str(n)) for n, text in enumerate([empty, empty, begun, begun])])
    assert (found.works, found.short) == ([], 2)


def test_given_code_does_not_count(bank: Bank) -> None:
    two = [handed(bank, ORIGINAL, "ana"), handed(bank, ORIGINAL, "ben")]
    assert of_class(two).pairs()
    assert not of_class(two, [ORIGINAL]).pairs()


def test_what_does_not_parse_is_compared_token_by_token(bank: Bank) -> None:
    broken = ORIGINAL.replace("def tell(fd, child, code):", "def tell(fd, child, code)")
    (pair,) = of_class([handed(bank, broken, "ana"), handed(bank, broken + "\n# mine", "ben")]).pairs()
    assert pair.share == 1
    deep = "x = " + "(" * 90 + "1" + ")" * 90 + "\ny = " + "-" * 20_000 + "1\n"
    assert not of_class([handed(bank, deep, "ana"), handed(bank, "\0" + deep, "ben")]).unread


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_shows_hostile_code_as_text(bank: Bank) -> None:
    evil = ORIGINAL + "\n# <script>alert(1)</script><img src=x onerror=y> \x1b[2J\u202e\n"
    found = of_class(
        [
            handed(bank, evil, "1001", "Ana <b>B</b>"),
            handed(bank, evil, "1004", "Ana <b>B</b>"),
        ]
    )
    page = side_by_side.page(found, found.pairs())
    seen = _Tags()
    seen.feed(page)
    assert not seen.tags & {"script", "img", "b"}
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert POLICY in html.unescape(page) and "\x1b" not in page and "\u202e" not in page
    assert "(1001)" in page and "(1004)" in page  # namesakes
    assert 'class="same"' in page and "prefers-color-scheme: dark" in page
    listed = side_by_side.lines(found, found.pairs())
    assert listed.startswith("100 %  fork_report  Ana") and "(1001)" in listed and "(1004)" in listed


def notebook(source: str) -> str:
    cell: dict[str, object] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": source,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def class_of_three(tmp_path: Path) -> Path:
    """A file, a notebook with the same, and somebody's own."""
    for name in ("ana", "ben", "cleo"):
        (tmp_path / "class" / name).mkdir(parents=True)
    (tmp_path / "class/ana/fork_report.py").write_text(ORIGINAL)
    (tmp_path / "class/ben/week1.ipynb").write_text(notebook(renamed(ORIGINAL)))
    own = load_bank().find("fork_report").accepted[0].path.read_text()
    (tmp_path / "class/cleo/fork_report.py").write_text(own)
    return tmp_path / "class"


def asked(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["similar", *words])
    return result.exit_code, result.output


def test_files_and_notebooks_of_a_class(class_of_three: Path, tmp_path: Path) -> None:
    code, told = asked(str(class_of_three), "--json", "--html", str(tmp_path / "page.html"))
    found = json.loads(told)
    jsonschema.validate(found, documents.schema("similar"))
    assert (code, found["exit_code"], found["threshold"]) == (0, 0, THRESHOLD)
    assert [(one["students"], one["exercise"]) for one in found["pairs"]] == [(["ana", "ben"], "fork_report")]
    assert found["compared"] == 3
    assert "ana, ben" in (tmp_path / "page.html").read_text()
    code, told = asked(str(class_of_three))
    assert "fork_report  ana and ben" in told and "3 answers compared, 1 pair found." in told


def test_results_lead_to_the_files_that_were_graded(class_of_three: Path, tmp_path: Path) -> None:
    (tmp_path / "results/students").mkdir(parents=True)
    for name, file in {"ana": "fork_report.py", "ben": "week1.ipynb", "dan": "gone.py"}.items():
        exercises = [{"slug": "fork_report", "path": str(class_of_three / name / file), "checks": []}]
        student = {"id": name, "name": "", "email": "", "section": "", "group": ""}
        row = {"batch": results.VERSION, "student": student, "report": {"exercises": exercises}}
        (tmp_path / f"results/students/{name}.json").write_text(json.dumps(row))
    code, told = asked(str(tmp_path / "results"))
    assert "ana and ben" in told
    assert code == 3 and "gone.py" in told


def test_the_default_of_the_command_is_the_threshold() -> None:
    (option,) = [one for one in app.commands["similar"].params if one.name == "threshold"]
    assert option.default == round(THRESHOLD * 100)
    assert FEWEST > 1 and list(itertools.islice(DISGUISES, 1)) == ["renamed"]


def test_another_name_of_a_module_hides_nothing() -> None:
    text = "import queue as {0}\n\n\ndef f(x):\n    {0}.Queue().put(x)\n    return {0}.Empty\n"
    one, other = ([word for part in rows(text.format(name)) for word, _ in part] for name in ("a", "b"))
    assert one == other and "queue" in one
