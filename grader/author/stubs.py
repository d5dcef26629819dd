"""Write the stubs in ``exercises/`` from the solutions."""

from __future__ import annotations

from grader import atomic_file
from grader.bank import Bank
from grader.errors import SetupError
from grader.stub import stub_of


def write_stubs(bank: Bank, check: bool) -> list[str]:
    """Write every stub that differs from its solution's; return their names, ``<topic>/<slug>.py``.

    With ``check`` nothing is written. SetupError where there are no solutions.
    """
    if not any(exercise.solution.is_file() for exercise in bank.exercises):
        raise SetupError(
            "Stubs are derived from solutions, and there are no solutions here.",
            "Run this command where the course has them: --course FOLDER",
        )
    differing = []
    for exercise in bank.exercises:
        stub = stub_of(exercise.solution).encode("utf-8")
        if exercise.stub.is_file() and exercise.stub.read_bytes() == stub:
            continue
        differing.append(f"{exercise.topic}/{exercise.slug}.py")
        if not check:
            exercise.stub.parent.mkdir(parents=True, exist_ok=True)
            atomic_file.write(stub, exercise.stub)
    return differing
