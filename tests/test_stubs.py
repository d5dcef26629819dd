from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AuthoringError
from grader.stub import derive_stub

SOLUTION = '''\
"""The module's text."""

from __future__ import annotations

# BEGIN SOLUTION
import os
import sys

# END SOLUTION
from collections.abc import Callable


def fork_report(fd: int) -> int:
    """Say what fork returned.

    Several lines.
    """
    # BEGIN SOLUTION
    pid = os.fork()

    return pid
    # END SOLUTION


# BEGIN SOLUTION
def _child(fd: int) -> None:
    os._exit(0)


# END SOLUTION
def given(task: Callable[[], int]) -> int:
    """Stay as it is."""
    return task()


class Box:
    """A class."""

    def first(self) -> None:
        """First."""
        # BEGIN SOLUTION
        print(1)
        # END SOLUTION

    # BEGIN SOLUTION
    def second(self) -> None:
        print(2)

    # END SOLUTION
    async def third(self) -> None:
        """Third."""

        # BEGIN SOLUTION
        print(3)
        # END SOLUTION


# BEGIN SOLUTION
if __name__ == "__main__":
    sys.exit(fork_report(1))
# END SOLUTION
'''

STUB = '''\
"""The module's text."""

from __future__ import annotations

from collections.abc import Callable


def fork_report(fd: int) -> int:
    """Say what fork returned.

    Several lines.
    """
    raise NotImplementedError


def given(task: Callable[[], int]) -> int:
    """Stay as it is."""
    return task()


class Box:
    """A class."""

    def first(self) -> None:
        """First."""
        raise NotImplementedError

    async def third(self) -> None:
        """Third."""
        raise NotImplementedError
'''


def derive(source: str) -> str:
    return derive_stub(dedent(source), "fork_report.py")


def wrong(source: str) -> str:
    with pytest.raises(AuthoringError) as caught:
        derive(source)
    return caught.value.sentence


class TestDerive:
    def test_whole_module(self) -> None:
        assert derive(SOLUTION) == STUB

    def test_part_of_a_function(self) -> None:
        source = '''\
            def f():
                """Text."""
                a = 1

                # BEGIN SOLUTION
                a = 2

                # END SOLUTION
                return a
            '''
        assert derive(source) == 'def f():\n    """Text."""\n    a = 1\n\n    return a\n'

    def test_a_function_that_had_only_a_docstring_stays(self) -> None:
        source = '''\
            class Task(Protocol):
                def __call__(self) -> int:
                    """Run."""


            def f():
                """Text."""
                # BEGIN SOLUTION
                pass
                # END SOLUTION
            '''
        assert derive(source).count("raise NotImplementedError") == 1

    def test_two_regions_in_a_row_leave_one_gap(self) -> None:
        source = """\
            a = 1

            # BEGIN SOLUTION
            b = 2
            # END SOLUTION

            # BEGIN SOLUTION
            c = 3
            # END SOLUTION

            d = 4
            """
        assert derive(source) == "a = 1\n\nd = 4\n"

    def test_a_definition_keeps_its_distance(self) -> None:
        source = """\
            import os
            # BEGIN SOLUTION
            a = 1
            # END SOLUTION
            def f():
                return os
            """
        assert derive(source) == "import os\n\n\ndef f():\n    return os\n"

    def test_a_region_at_the_beginning(self) -> None:
        source = """\
            # BEGIN SOLUTION
            import os
            # END SOLUTION

            a = 1
            """
        assert derive(source) == "a = 1\n"

    def test_blank_lines_elsewhere_stay(self) -> None:
        text = 'T = """a\n\n\n\nb"""\n\n\n\n\nU = 1\n'
        source = text + "# BEGIN SOLUTION\nV = 1\n# END SOLUTION\n"
        assert derive_stub(source, "x.py") == text

    def test_comments_after_the_docstring_stay_behind_the_raise(self) -> None:
        source = '''\
            def f():
                """Text."""
                # Your code.
                # BEGIN SOLUTION
                pass
                # END SOLUTION
            '''
        assert derive(source) == (
            'def f():\n    """Text."""\n    raise NotImplementedError\n    # Your code.\n'
        )

    def test_a_function_inside_a_region_is_gone(self) -> None:
        source = '''\
            def f():
                """Text."""
                # BEGIN SOLUTION
                def g():
                    """Inner."""
                    return 1

                return g()
                # END SOLUTION
            '''
        assert derive(source) == 'def f():\n    """Text."""\n    raise NotImplementedError\n'

    @given(
        before=st.integers(0, 4),
        after=st.integers(0, 4),
        inner=st.lists(st.sampled_from(["", "x = 1", "# note"]), max_size=4),
    )
    def test_never_a_trace_of_the_region(self, before: int, after: int, inner: list[str]) -> None:
        lines = [
            "A = 1",
            *[""] * before,
            "# BEGIN SOLUTION",
            *inner,
            "# END SOLUTION",
            *[""] * after,
            "B = 2",
        ]
        stub = derive_stub("\n".join(lines), "x.py")
        gap = stub.removeprefix("A = 1\n").removesuffix("B = 2\n")
        assert gap == "\n" * min(2, max(before, after))

    @given(st.lists(st.sampled_from([*SOLUTION.splitlines()]), max_size=25))
    def test_a_stub_that_parses_or_an_authoring_error(self, lines: list[str]) -> None:
        try:
            stub = derive_stub("\n".join(lines), "x.py")
        except AuthoringError as error:
            assert error.sentence.startswith("x.py:")
            return
        ast.parse(stub)
        assert "SOLUTION" not in stub


class TestMistakes:
    def test_no_region(self) -> None:
        assert wrong("a = 1\n").startswith("fork_report.py: has no # BEGIN SOLUTION")

    def test_begin_without_end(self) -> None:
        assert (
            wrong("a = 1\n# BEGIN SOLUTION\n") == "fork_report.py:2: # BEGIN SOLUTION without # END SOLUTION"
        )

    def test_end_without_begin(self) -> None:
        source = "# BEGIN SOLUTION\n# END SOLUTION\n# END SOLUTION\n"
        assert wrong(source) == "fork_report.py:3: # END SOLUTION without # BEGIN SOLUTION"

    def test_begin_inside(self) -> None:
        source = "# BEGIN SOLUTION\n\n# BEGIN SOLUTION\n# END SOLUTION\n"
        assert wrong(source) == "fork_report.py:3: # BEGIN SOLUTION inside the region begun at line 1"

    @pytest.mark.parametrize(
        "line",
        [
            "a = 1  # BEGIN SOLUTION",
            "#BEGIN SOLUTION",
            "### BEGIN SOLUTION",
            "# BEGIN SOLUTION 1",
            "'# BEGIN SOLUTION'",
            "'''\n# BEGIN SOLUTION\n'''",
        ],
    )
    def test_something_like_a_marker(self, line: str) -> None:
        assert "a marker must be" in wrong(f"{line}\nb = 2\n# END SOLUTION\n")

    def test_the_solution_does_not_parse(self) -> None:
        assert wrong("a = 1\ndef f(:\n").startswith("fork_report.py:2: the solution does not parse")

    def test_the_stub_does_not_parse(self) -> None:
        source = """\
            # BEGIN SOLUTION
            import os
            # END SOLUTION
            if True:
                # BEGIN SOLUTION
                pass
                # END SOLUTION
            a = 1
            """
        assert wrong(source).startswith("fork_report.py:8: the stub does not parse here")

    def test_a_function_without_docstring(self) -> None:
        source = "def f():\n    # BEGIN SOLUTION\n    pass\n    # END SOLUTION\n"
        assert wrong(source) == "fork_report.py:1: f keeps no docstring"
