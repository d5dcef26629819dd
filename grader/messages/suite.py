"""Every sentence about a mistake in a suite that can be seen by reading it."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def wrong_door(module: str) -> str:
    """Say that a suite imports what is not for suites."""
    return f"{module} is not for suites; import from grader.testing, and in scenarios from grader.scenario"


def defined_twice(name: str) -> str:
    """Say that a later definition replaces this one."""
    return f"a later {name} replaces this one; give one of the two another name"


def not_at_the_top(name: str, mark: str) -> str:
    """Say that only what is at the top level of a file travels."""
    return f"{name} is marked @{mark} inside something else; only what is at the top level travels"


def no_plain_function(name: str) -> str:
    """Say that a scenario is a plain function."""
    return f"{name} cannot be a scenario: that is a plain function, neither async nor a class"


def no_student(name: str) -> str:
    """Say that a scenario is given the submission."""
    return f"the scenario {name} takes no argument; its first one is the submission: def {name}(student)"


def never_runs(name: str) -> str:
    """Say that a check whose name does not begin with test_ never runs."""
    return f"the check {name} never runs: its name has to begin with test_"


def check_is_async(name: str) -> str:
    """Say that a check is a plain function."""
    return f"the check {name} is async and would never run; write a plain function"


def no_start_method(method: object) -> str:
    """Say that exercise.toml does not list a start method."""
    return f"start_methods in exercise.toml does not list {method!r}"


def start_methods_in_a_tuple(method: object) -> str:
    """Say that start methods stand in a tuple."""
    return f"start_methods is a tuple: write ({method!r},)"


def no_diagnosis(name: str, near: Sequence[str]) -> str:
    """Say that no catalogue has a diagnosis."""
    return f"diagnosis {name} is not in the catalogue" + (f"; did you mean {near[0]}?" if near else "")


def stays_home(name: str, definition: bool, constant: bool) -> str:
    """Say that code in the box uses a name that stays with the judge."""
    if definition:
        return f"{name} does not travel into the box with this code; mark it @in_box"
    if constant:
        return f"{name} does not travel into the box: constants stay with the judge; pass it as an argument"
    return f"{name} is not defined in the box; import or define it at the top level of this file"


def no_keyword(way: str, name: str) -> str:
    """Say that a request has no such keyword."""
    return f"submission.{way} has no keyword {name}"


def no_verdict(name: object) -> str:
    """Say that a key of blame is no verdict."""
    return f"blame: {name!r} is not a verdict"


def no_function(name: str, functions: Collection[str]) -> str:
    """Say that the contract does not name a function."""
    return f"{name} is not among the functions of exercise.toml: {', '.join(functions)}"


def function_as_argument(text: str) -> str:
    """Say that a function cannot be an argument of a request."""
    return f"{text} cannot cross into the box as an argument; name it inside a scenario, and mark it @in_box"


def no_scenario(name: str) -> str:
    """Say that only a scenario can be played."""
    return f"{name} is not a scenario; mark it @scenario"


def wrong_number(name: str, given: int, asked: int) -> str:
    """Say that a scenario is played with too few or too many arguments."""
    return f"the scenario {name} takes {asked} arguments after student; {given} are given here"
