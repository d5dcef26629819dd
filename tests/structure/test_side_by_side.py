"""A worker gets whole files, and of the longest ones an isolation level."""

from __future__ import annotations

import ast
from pathlib import Path

import side_by_side

TESTS = Path(__file__).parents[1]


def test_a_file_is_one_workers() -> None:
    file = "tests/render/test_render_html.py"
    assert side_by_side.portion(f"{file}::test_a[none-x]") == side_by_side.portion(f"{file}::test_b") == file


def test_levels_of_a_long_file_are_several_workers() -> None:
    file = "tests/attacks/test_attacks.py::test_no_undeserved_mark"
    names = ["uid-a", "uid-b", "none-a", "none as a user-a", "landlock as a user-a"]
    uid, same, none, user, other_user = (side_by_side.portion(f"{file}[{name}]") for name in names)
    assert uid == same
    assert user == other_user
    assert len({uid, none, user}) == 3


def test_what_is_named_is_there() -> None:
    files = [path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")]
    for name in (*side_by_side.LONG, *side_by_side.BY_LEVEL):
        assert any(name in file for file in files), name


def test_what_is_quick_is_there() -> None:
    tree = ast.parse(TESTS.with_name("noxfile.py").read_text("utf-8"))
    (quick,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "QUICK"
    ]
    assert [path for path in quick if not (TESTS.parent / path).exists()] == []
