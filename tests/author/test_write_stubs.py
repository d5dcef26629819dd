from __future__ import annotations

from pathlib import Path

import pytest

from grader.author.stubs import write_stubs
from grader.bank import Bank
from grader.errors import AuthoringError, SetupError

STUB = '''\
def f():
    """Text."""
    raise NotImplementedError
'''
SOLUTION = STUB.replace(
    "    raise NotImplementedError", "    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION"
)


class TestWriteStubs:
    @pytest.fixture
    def solved(self, bank: Bank) -> Bank:
        for exercise in bank.exercises:
            exercise.solution.parent.mkdir(parents=True, exist_ok=True)
            exercise.solution.write_text(SOLUTION, "utf-8")
        return bank

    def test_writes_what_differs(self, solved: Bank) -> None:
        everything = ["01_fork/fork_report.py", "01_fork/run_isolated.py", "03_pool/run_all.py"]
        assert write_stubs(solved, check=False) == everything
        assert [e.stub.read_text("utf-8") for e in solved.exercises] == [STUB] * 3
        assert write_stubs(solved, check=False) == []
        solved.exercises[1].stub.write_text(STUB + "\n")
        assert write_stubs(solved, check=False) == everything[1:2]
        assert sorted(path.name for path in solved.courses[0].part("exercises").glob("*/*")) == [
            "fork_report.py",
            "run_all.py",
            "run_isolated.py",
        ]

    def test_check_writes_nothing(self, solved: Bank) -> None:
        assert len(write_stubs(solved, check=True)) == 3
        assert not solved.courses[0].part("exercises").exists()
        write_stubs(solved, check=False)
        assert write_stubs(solved, check=True) == []
        stub: Path = solved.exercises[0].stub
        stub.write_bytes(STUB.replace("\n", "\r\n").encode())
        assert write_stubs(solved, check=True) == ["01_fork/fork_report.py"]
        assert b"\r\n" in stub.read_bytes()

    def test_without_solutions_there_is_nothing_to_derive(self, bank: Bank) -> None:
        with pytest.raises(SetupError, match="there are no solutions here"):
            write_stubs(bank, check=True)

    def test_a_missing_solution(self, bank: Bank) -> None:
        bank.exercises[1].solution.parent.mkdir(parents=True)
        bank.exercises[1].solution.touch()
        with pytest.raises(AuthoringError, match=r"fork_report\.py: cannot be read"):
            write_stubs(bank, check=True)
