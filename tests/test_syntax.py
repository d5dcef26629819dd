"""grader.syntax: source as a tree, whatever the interpreter leaves out."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader import syntax

READ = """
import ast
from grader import syntax
print(ast.get_docstring(syntax.parse('"It stays."')))
"""


@pytest.mark.parametrize("option", ["-b", "-O", "-OO"])
def test_a_docstring_stays(option: str) -> None:
    told = subprocess.check_output([sys.executable, option, "-c", READ], text=True)
    assert told == "It stays.\n"


def test_what_is_no_python_is_told_with_its_file() -> None:
    with pytest.raises(SyntaxError) as caught:
        syntax.parse("x = ", "them.py")
    assert caught.value.filename == "them.py"


@pytest.mark.parametrize("text", ["x = ", "\0", "-" * 100_000 + "1"])
def test_what_nobody_can_read_is_no_error(text: str) -> None:
    assert syntax.parse_or_none(text) is None
