from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.bank import Bank, load_bank, load_catalogue
from grader.course import diagnoses
from grader.errors import AuthoringError, UsageError
from grader.intake.discovery import discover
from grader.safe import shown

Register = Callable[..., Path]

DIAGNOSIS = """\
[lock-order]
title = "Locks taken in different orders"
what_happens = "Two processes hold one lock each."
why = "A circle."
hints = ["Which lock first?", "Which second?"]
read_more = "https://docs.python.org/3/library/multiprocessing.html"
"""


class TestLoadBank:
    def test_sorted_by_topic_order_and_slug(self, root: Path, register: Register) -> None:
        register("beta", "02_process")
        register("alpha", "02_process")
        register("last", "02_process", add="order = 2\n")
        register("first", "02_process", add="order = -1\n")
        register("zeta", "01_fork")
        bank = load_bank(root)
        assert bank.slugs == ("zeta", "first", "alpha", "beta", "last")
        assert bank.topics == ("01_fork", "02_process")

    def test_a_folder_without_registration_is_no_exercise(self, root: Path, register: Register) -> None:
        register("fork_report")
        suites = root / "suites"
        for name in ("begun", "__pycache__", ".hidden"):
            (suites / name).mkdir()
        (suites / "__pycache__" / "exercise.toml").write_text("not = 1")
        (suites / "__init__.py").touch()
        assert load_bank(root).slugs == ("fork_report",)

    def test_no_suites_at_all(self, root: Path) -> None:
        (root / "suites").rmdir()
        assert load_bank(root).exercises == ()

    def test_one_mistake_is_that_exercises_alone(self, root: Path, register: Register) -> None:
        register("fork_report")
        file = register("run_all", replace={"points = 5": "points = -5"})
        bank = load_bank(root)
        assert bank.slugs == ("fork_report",)
        assert bank.find("fork_report") in bank.exercises
        for act in (bank.sound, lambda: bank.find("run_all")):
            with pytest.raises(AuthoringError, match=str(file)):
                act()

    def test_an_answer_to_a_broken_exercise_is_not_left_out(self, root: Path, register: Register) -> None:
        register("fork_report")
        file = register("run_all", replace={"points = 5": "points = five"})
        (root / "fork_report.py").touch()
        bank = load_bank(root)
        assert len(discover(root, bank)) == 1
        (root / "run_all.py").touch()
        assert len(discover(root, bank, ["fork_report"])) == 1
        sound, broken = discover(root, bank)
        assert (sound.exercise.fault, broken.exercise.slug) == ("", "run_all")
        (alone,) = discover(root / "run_all.py", bank)
        assert str(file) in broken.exercise.fault == alone.exercise.fault


class TestFind:
    def test_found(self, bank: Bank) -> None:
        assert bank.find("run_all").topic == "03_pool"

    @pytest.mark.parametrize("wrong", ["fork_reprot", "fork-report", "Fork_Report", "forkreport"])
    def test_nearest_names(self, bank: Bank, wrong: str) -> None:
        with pytest.raises(UsageError, match=f"called {wrong}") as caught:
            bank.find(wrong)
        assert caught.value.fix == "Did you mean fork_report?"

    def test_nothing_near(self, bank: Bank) -> None:
        with pytest.raises(UsageError) as caught:
            bank.find("xyz")
        assert caught.value.fix == "The exercises are: fork_report, run_isolated, run_all."

    def test_empty_bank(self, root: Path) -> None:
        with pytest.raises(UsageError) as caught:
            load_bank(root).find("fork_report")
        assert "no exercises" in caught.value.fix

    def test_a_name_cannot_control_the_terminal(self, bank: Bank) -> None:
        with pytest.raises(UsageError) as caught:
            bank.find("a\x1b[2J\u202e\udcff")
        assert r"a\x1b[2J\u202e\udcff" in caught.value.sentence


@given(st.text())
def test_shown_is_printable(text: str) -> None:
    assert shown(text).isprintable()


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_shown_leaves_ordinary_text(text: str) -> None:
    assert shown(text) == text


class TestCatalogue:
    def test_the_real_one(self) -> None:
        catalogue = load_catalogue()
        assert {"no-exit-in-child", "join-before-drain", "lost-update", "not-concurrent"} <= set(catalogue)
        for key, diagnosis in catalogue.items():
            assert diagnosis.id == key

    def test_the_real_one_reads_well(self) -> None:
        for diagnosis in load_catalogue().values():
            texts = (diagnosis.title, diagnosis.what_happens, diagnosis.why, *diagnosis.hints)
            assert all(text == " ".join(text.split()) for text in texts)
            assert not diagnosis.title.endswith(".")
            assert len(diagnosis.title) <= 60
            assert diagnosis.what_happens.endswith(".")
            assert diagnosis.why.endswith(".")
            assert not any(f" {word} " in text.lower() for text in texts for word in ("just", "simply"))

    def test_titles_differ(self) -> None:
        titles = [diagnosis.title for diagnosis in load_catalogue().values()]
        assert len(set(titles)) == len(titles)

    def test_own_file(self, tmp_path: Path) -> None:
        file = tmp_path / "diagnoses.toml"
        file.write_text(DIAGNOSIS)
        (diagnosis,) = diagnoses.load(tmp_path).values()
        assert diagnosis.hints == ("Which lock first?", "Which second?")

    @pytest.mark.parametrize(
        ("old", "new", "key"),
        [
            ("[lock-order]", "[Lock_Order]", "Lock_Order"),
            ("title", "titel", "lock-order.titel"),
            ('why = "A circle."\n', "", "lock-order.why"),
            ('why = "A circle."', 'why = ""', "lock-order.why"),
            (', "Which second?"', "", "lock-order.hints"),
            ("Which second?", "Look.", "lock-order.hints"),
            ("https:", "ftp:", "lock-order.read_more"),
        ],
    )
    def test_mistakes_name_file_and_key(self, tmp_path: Path, old: str, new: str, key: str) -> None:
        file = tmp_path / "diagnoses.toml"
        file.write_text(DIAGNOSIS.replace(old, new))
        with pytest.raises(AuthoringError) as caught:
            diagnoses.load(tmp_path)
        assert str(file) in caught.value.sentence
        assert f"`{key}`" in caught.value.sentence

    def test_an_id_stands_in_one_file(self, tmp_path: Path) -> None:
        for name in ("a.toml", "b.toml"):
            (tmp_path / name).write_text(DIAGNOSIS)
        with pytest.raises(AuthoringError, match=r"b\.toml.*another file"):
            diagnoses.load(tmp_path)
