"""Below ``grader.messages`` nobody makes a sentence: a layer gives facts, and one place has the words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from test_layers import GRADER, LAYERS, MODULES, layer, name_of

#: The highest layer that makes no sentence; those above write pages, and what commands say.
HIGHEST: Final = next(number for number, (_, names) in enumerate(LAYERS) if "intake" in names)
#: Here the words are made.
WORDS_ARE_HERE: Final = ("grader.messages",)
#: Packages above that make no sentence either.
ALSO: Final = ("grader.author.importing",)
#: Only who writes an exercise, or develops the grader, reads what these errors say.
FOR_DEVELOPERS: Final = {
    *("AuthoringError", "GraderError", "BusyError", "Fault.of", "mistake"),
    *("WireError", "TooLarge", "ValueError", "TypeError", "OSError", "RuntimeError"),
}
#: No sentences: modules, and how a literal in each begins.
NO_SENTENCES: Final = {
    "grader.box.plan": ("import sys;",),  # a program
    "grader.isolation.probe": ("import ctypes,",),  # a program
    "grader.testing.submission": ("def __getattr__",),  # a program
    "grader.judge.__main__": ("import sys;",),  # a program
    "grader.judge.session": ("terminal cacheprovider",),  # names of plugins
    "grader.warden.schedule.alterations": ("rename renameat",),  # names of system calls
    "grader.warden.deadlock.dumped_stacks": ("most recent call first",),  # what faulthandler writes
    "grader.warden.deadlock.unwinder": ("import sys\n",),  # a program
    "grader.scenario.endings": ("one ",),  # kinds of exceptions, which suites name in their own sentences
    "grader.scenario.plaintests.api": ("Regex pattern did",),  # words of pytest
    "grader.author.importing.marked_solution": ('{}"""Do',),  # a file for the author
    "grader.author.importing.suite_text": (
        '"""',
        "from grader.testing",
        "\n\n@check",
    ),  # files
    "grader.author.importing.written": ("Which sentence", "What does", "slug = "),  # a file for the author
}
#: What a person would read as a sentence: so many words, or a capital, two words and a full stop.
MOST_WORDS: Final = 3
_WORD: Final = re.compile(r"[(“\"']?[A-Za-z][a-z']*[.,:;?!)”\"']*")
_STOP: Final = re.compile(r"[A-Z][^.]* [^.]*\.$")

LOWER: Final = [
    path
    for path in MODULES
    if (layer(name_of(path)) <= HIGHEST and not name_of(path).startswith(WORDS_ARE_HERE))
    or name_of(path).startswith(ALSO)
]


def written(node: ast.AST) -> str | None:
    """The text of a literal, an f-string with gaps; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(written(value) or "{}" for value in node.values)
    return None


def passed_over(node: ast.AST) -> bool:
    """Whether what stands below this is read by developers, or is no text for anybody."""
    if isinstance(node, ast.Expr) and written(node.value) is not None:  # a docstring, also of a field
        return True
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        return name in FOR_DEVELOPERS or name.startswith("re.")
    return False


def literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every literal that somebody may read."""
    if passed_over(node):
        return
    if isinstance(node, ast.Assert):
        node = node.test
    text = written(node)
    if text is not None and isinstance(node, (ast.Constant, ast.JoinedStr)):
        yield node.lineno, text
        return
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def is_sentence(text: str) -> bool:
    """Whether a person would read this as English."""
    return (
        sum(_WORD.fullmatch(part) is not None for part in text.split()) > MOST_WORDS
        or _STOP.match(text) is not None
    )


@pytest.mark.parametrize("path", LOWER, ids=name_of)
def test_a_lower_layer_makes_no_sentence(path: Path) -> None:
    beginnings = NO_SENTENCES.get(name_of(path), ())
    found = [
        f"{path}:{line}: {text!r}"
        for line, text in literals(ast.parse(path.read_text("utf-8")))
        if is_sentence(text) and not text.startswith(beginnings or ("\0",))
    ]
    assert not found, "give the fact, and let grader.messages make the sentence"


def test_what_is_passed_over_is_there() -> None:
    for name, beginnings in NO_SENTENCES.items():
        path = GRADER.parent.joinpath(*name.split(".")).with_suffix(".py")
        texts = [text for _, text in literals(ast.parse(path.read_text("utf-8")))]
        for beginning in beginnings:
            assert any(text.startswith(beginning) and is_sentence(text) for text in texts), (name, beginning)


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("x = 'it was still going on'", True),
        ("x = f'more than {n} processes were alive'", True),
        ("raise UsageError('Not found.', '')", True),
        ("raise UsageError('It failed.', '')", True),
        ("raise GraderError('The warden is gone for good')", False),
        ("assert x, 'this can never be the case'", False),
        ("def f():\n    'Say what is to be said.'\n", False),
        ("x = re.compile(r'a b c d e')", False),
        ("x = 'read write poll'", False),
    ],
)
def test_a_sentence_is_told_from_other_text(code: str, is_found: bool) -> None:
    assert any(is_sentence(text) for _, text in literals(ast.parse(code))) is is_found
