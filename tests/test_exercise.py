from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.author.static import file_faults
from grader.errors import AuthoringError
from grader.exercise import Exercise, Expectation, load_exercise
from grader.limits import Limits
from grader.verdict import Verdict

Register = Callable[..., Path]

ANSWERS = """
[limits]
wall_seconds = 3

[[accepted]]
name = "waitid"
about = "reaps with os.waitid"

[[rejected]]
name = "child_falls_through"
about = "the child has no os._exit"
expect = { "*" = "ESCAPED no-exit-in-child", "test_hidden::test_x" = "PASSED" }

[[rejected]]
name = "zombie"
about = "nobody waits"
expect = { "test_public::test_leftovers[1/2]" = "LEAKED no-wait", "test_hidden::test_y" = "FAILED" }

[[rejected]]
name = "lucky"
about = "a race, which only one check makes certain"
expect = { "test_hidden::test_y" = "FAILED lost-update" }
luck = ["*"]

[[rejected]]
name = "lucky_once"
about = "a race, which one check makes certain, and which may strike in another"
expect = { "test_hidden::test_y" = "FAILED lost-update" }
luck = ["test_hidden::test_x"]
"""


@pytest.fixture
def exercise(root: Path, register: Register) -> Exercise:
    return load_exercise(register(add=ANSWERS), root / "solutions", root / "exercises")


class TestLoading:
    def test_fields(self, exercise: Exercise) -> None:
        assert (exercise.slug, exercise.topic, exercise.title) == (
            "fork_report",
            "01_fork",
            "One call, two returns",
        )
        assert exercise.points == 5.0
        assert exercise.functions == ("fork_report",)
        assert exercise.start_methods == ("fork",)
        assert exercise.hints == ("Who returns?", "Who waits?")
        assert exercise.order == 0

    def test_limits_not_named_keep_their_default(self, exercise: Exercise) -> None:
        assert exercise.limits == Limits(wall_seconds=3.0)

    def test_no_limits_are_the_default(self, root: Path, register: Register) -> None:
        assert load_exercise(register(), root / "solutions", root / "exercises").limits == Limits()

    def test_paths(self, exercise: Exercise, root: Path) -> None:
        suite = root / "suites" / "fork_report"
        assert exercise.suite == suite
        assert exercise.solution == root / "solutions" / "01_fork" / "fork_report.py"
        assert exercise.stub == root / "exercises" / "01_fork" / "fork_report.py"
        assert [a.path for a in exercise.accepted] == [suite / "accepted" / "waitid.py"]
        assert [r.path.name for r in exercise.rejected] == [
            "child_falls_through.py",
            "zombie.py",
            "lucky.py",
            "lucky_once.py",
        ]

    def test_suite_files_are_those_that_exist_public_first(self, root: Path, register: Register) -> None:
        file = register()
        assert load_exercise(file, root / "solutions", root / "exercises").suite_files == ()
        for name in ("test_hidden.py", "test_public.py", "test_other.py"):
            (file.parent / name).touch()
        names = [
            path.name for path in load_exercise(file, root / "solutions", root / "exercises").suite_files
        ]
        assert names == ["test_public.py", "test_hidden.py"]

    def test_frozen(self, exercise: Exercise) -> None:
        with pytest.raises(AttributeError):
            exercise.slug = "other"  # type: ignore[misc]

    def test_diagnoses(self, exercise: Exercise) -> None:
        assert exercise.diagnoses == {"no-exit-in-child", "no-wait", "lost-update"}


class TestExpectations:
    def test_star_is_the_default(self, exercise: Exercise) -> None:
        escaped = Expectation(Verdict.ESCAPED, "no-exit-in-child")
        falls_through = exercise.rejected[0]
        assert falls_through.expected("test_hidden::test_other") == escaped
        assert falls_through.expected("test_hidden::test_x") == Expectation(Verdict.PASSED)

    def test_without_star_the_default_is_passed(self, exercise: Exercise) -> None:
        assert exercise.rejected[1].expected("test_public::test_z") == Expectation(Verdict.PASSED)

    def test_luck_is_not_looked_at(self, exercise: Exercise) -> None:
        lucky, once = exercise.rejected[2:]
        for answer in (lucky, once):
            assert answer.expected("test_hidden::test_y") == Expectation(Verdict.FAILED, "lost-update")
            assert answer.expected("fork_report/test_hidden::test_x") is None
        assert lucky.expected("test_public::test_z") is None
        assert once.expected("test_public::test_z") == Expectation(Verdict.PASSED)

    @pytest.mark.parametrize("prefix", ["", "fork_report/"])
    def test_the_slug_may_be_named(self, exercise: Exercise, prefix: str) -> None:
        zombie = exercise.rejected[1]
        assert zombie.expected(f"{prefix}test_public::test_leftovers[1/2]") == Expectation(
            Verdict.LEAKED, "no-wait"
        )
        assert zombie.expected(f"{prefix}test_hidden::test_y") == Expectation(Verdict.FAILED)

    @given(verdict=st.sampled_from(sorted(set(Verdict) - {Verdict.PASSED})), diagnosis=st.booleans())
    def test_parse(self, verdict: Verdict, diagnosis: bool) -> None:
        text = f"{verdict.value} lock-order" if diagnosis else verdict.value
        assert Expectation.parse(text) == Expectation(verdict, "lock-order" if diagnosis else None)

    @pytest.mark.parametrize(
        "text", ["", "passed", "LATE", "FAILED Lock-Order", "FAILED a b", "FAILED a--b", "PASSED lock-order"]
    )
    def test_parse_refuses(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            Expectation.parse(text)

    @given(st.text(max_size=30))
    def test_parse_never_fails_otherwise(self, text: str) -> None:
        try:
            parsed = Expectation.parse(text)
        except ValueError:
            return
        assert " ".join(filter(None, [parsed.verdict.value, parsed.diagnosis])) == " ".join(text.split())


MISTAKES = [
    ("points = 5", "points = 'five'", "points"),
    ("points = 5", "points = true", "points"),
    ("points = 5", "points = 0", "points"),
    ("points = 5", "points = nan", "points"),
    ("points = 5", "point = 5", "point"),
    ("points = 5\n", "", "points"),
    ('title = "One call, two returns"', 'title = " "', "title"),
    ('slug = "fork_report"', 'slug = "fork_reprot"', "slug"),
    ('slug = "fork_report"', 'slug = "../fork_report"', "slug"),
    ('topic = "01_fork"', 'topic = "../01_fork"', "topic"),
    ('functions = ["fork_report"]', "functions = []", "functions"),
    ('functions = ["fork_report"]', 'functions = ["fork report"]', "functions"),
    ('functions = ["fork_report"]', 'functions = ["a", "a"]', "functions"),
    ('start_methods = ["fork"]', 'start_methods = ["vfork"]', "start_methods"),
    ('start_methods = ["fork"]', 'start_methods = ["fork", "fork"]', "start_methods"),
    ('start_methods = ["fork"]', "start_methods = []", "start_methods"),
    ('"Who returns?", ', "", "hints"),
    ('"Who returns?"', '""', "hints"),
    ("wall_seconds = 3", "wall_second = 3", "limits.wall_second"),
    ("wall_seconds = 3", "wall_seconds = 0", "limits.wall_seconds"),
    ("wall_seconds = 3", "processes = 2.5", "limits.processes"),
    ('name = "waitid"', 'name = "../waitid"', "accepted.name"),
    ('name = "waitid"', 'nam = "waitid"', "accepted[0].nam"),
    ('about = "reaps with os.waitid"\n', "", "accepted[0].about"),
    ('about = "nobody waits"', 'about = ""', 'rejected "zombie".about'),
    ('name = "zombie"', 'name = "child_falls_through"', "rejected.name"),
    ('"LEAKED no-wait"', '"LEAK no-wait"', 'rejected "zombie".expect."test_public::test_leftovers[1/2]"'),
    ('"LEAKED no-wait"', "5", "rejected[1].expect"),
    ('"test_hidden::test_y"', '"test_y"', 'rejected "zombie".expect."test_y"'),
    ('"ESCAPED no-exit-in-child"', '"PASSED"', 'rejected "child_falls_through".expect'),
    ('luck = ["*"]', 'luck = ["test_y"]', 'rejected "lucky".luck'),
    ('luck = ["*"]', 'luck = ["test_hidden::test_y"]', 'rejected "lucky".luck'),
    ('luck = ["*"]', 'luck = "*"', "rejected[2].luck"),
]


class TestMistakes:
    @pytest.mark.parametrize(("old", "new", "key"), MISTAKES)
    def test_file_and_key_are_named(
        self, root: Path, register: Register, old: str, new: str, key: str
    ) -> None:
        file = register(add=ANSWERS, replace={old: new})
        with pytest.raises(AuthoringError, match=re.escape(str(file))) as caught:
            load_exercise(file, root / "solutions", root / "exercises")
        assert f"`{key}" in caught.value.sentence
        assert caught.value.fix

    def test_not_toml(self, root: Path, register: Register) -> None:
        file = register(add="slug = ]")
        with pytest.raises(AuthoringError, match=rf"{re.escape(str(file))}: is not TOML: .*line 8"):
            load_exercise(file, root / "solutions", root / "exercises")

    def test_not_utf8(self, root: Path, register: Register) -> None:
        file = register()
        file.write_bytes(b"title = \xff")
        with pytest.raises(AuthoringError, match="is not UTF-8 at byte 8"):
            load_exercise(file, root / "solutions", root / "exercises")

    def test_not_there(self, root: Path) -> None:
        with pytest.raises(AuthoringError, match="cannot be read: No such file"):
            load_exercise(root / "suites" / "x" / "exercise.toml", root / "solutions", root / "exercises")


class TestFileFaults:
    def test_every_absent_file_is_named(self, exercise: Exercise) -> None:
        faults = file_faults(exercise)
        assert all(fault.endswith("is missing") for fault in faults)
        for name in ("waitid.py", "zombie.py", "test_public.py", "test_hidden.py", "fork_report.py"):
            assert any(f"/{name} is" in fault for fault in faults)

    def test_complete(self, exercise: Exercise) -> None:
        answers = [a.path for a in exercise.accepted] + [r.path for r in exercise.rejected]
        suites = [exercise.suite / "test_public.py", exercise.suite / "test_hidden.py"]
        for path in (*answers, *suites, exercise.solution):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        assert file_faults(exercise) == []
        (exercise.suite / "rejected" / "forgotten.py").touch()
        (fault,) = file_faults(exercise)
        assert "forgotten.py is not named in" in fault
