from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.bank import Bank
from grader.errors import UsageError
from grader.intake.discovery import discover
from grader.intake.files import Refusal, read_source


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("pass\n")
    return path


def found(target: Path, bank: Bank, slugs: list[str] | None = None, **keywords: str) -> dict[str, Path]:
    return {f.exercise.slug: f.path for f in discover(target, bank, slugs or [], **keywords)}


def useless(target: Path, bank: Bank, slugs: list[str] | None = None, **keywords: str) -> str:
    with pytest.raises(UsageError) as caught:
        discover(target, bank, slugs or [], **keywords)
    assert caught.value.sentence.endswith(".")
    assert caught.value.fix
    return f"{caught.value.sentence} {caught.value.fix}"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder, which is the current one."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


class TestFolder:
    def test_directly(self, bank: Bank, work: Path) -> None:
        path = put(work / "run_all.py")
        assert found(work, bank) == {"run_all": path}

    def test_in_topic_folders_in_the_banks_order(self, bank: Bank, work: Path) -> None:
        put(work / "03_pool" / "run_all.py")
        put(work / "01_fork" / "run_isolated.py")
        put(work / "01_fork" / "fork_report.py")
        assert list(found(work, bank)) == ["fork_report", "run_isolated", "run_all"]

    def test_in_another_topics_folder(self, bank: Bank, work: Path) -> None:
        path = put(work / "03_pool" / "fork_report.py")
        assert found(work, bank) == {"fork_report": path}

    @pytest.mark.parametrize("below", ["", "01_fork"])
    def test_in_exercises(self, bank: Bank, work: Path, below: str) -> None:
        path = put(work / "exercises" / below / "fork_report.py")
        assert found(work, bank) == {"fork_report": path}

    def test_the_folder_itself_comes_before_exercises(self, bank: Bank, work: Path) -> None:
        path = put(work / "fork_report.py")
        put(work / "exercises" / "01_fork" / "fork_report.py")
        assert found(work, bank) == {"fork_report": path}

    def test_other_files_are_left_alone(self, bank: Bank, work: Path) -> None:
        path = put(work / "run_all.py")
        put(work / "notes.py")
        put(work / "alice" / "fork_report.py")
        assert found(work, bank) == {"run_all": path}

    def test_two_files_for_one_exercise(self, bank: Bank, work: Path) -> None:
        put(work / "run_all.py")
        put(work / "03_pool" / "run_all.py")
        assert "two files for run_all" in useless(work, bank)

    def test_slugs_choose_and_order(self, bank: Bank, work: Path) -> None:
        for slug in bank.slugs:
            put(work / f"{slug}.py")
        assert list(found(work, bank, ["run_all", "fork_report", "run_all"])) == ["run_all", "fork_report"]

    def test_a_missing_file_for_a_slug(self, bank: Bank, work: Path) -> None:
        put(work / "run_all.py")
        text = useless(work, bank, ["run_all", "fork_report"])
        assert "There is no fork_report.py in" in text
        assert "01_fork" in text

    def test_an_unknown_slug(self, bank: Bank, work: Path) -> None:
        put(work / "run_all.py")
        assert "Did you mean run_all?" in useless(work, bank, ["runall"])

    def test_nothing_there(self, bank: Bank, work: Path) -> None:
        assert "no exercise in" in useless(work, bank)
        assert "no exercise in this folder" in useless(Path(), bank)

    def test_nothing_in_the_bank(self, work: Path, tmp_path: Path) -> None:
        assert "no exercise in" in useless(work, Bank(()))

    def test_as_is_for_files(self, bank: Bank, work: Path) -> None:
        assert "--as is for a single file" in useless(work, bank, as_slug="run_all")

    def test_odd_files_are_listed(self, bank: Bank, work: Path) -> None:
        os.mkfifo(work / "fork_report.py")
        (work / "run_isolated.py").symlink_to("nowhere")
        (work / "run_all.py").mkdir()
        paths = found(work, bank)
        assert list(paths) == list(bank.slugs)
        for path in paths.values():
            with pytest.raises(Refusal):
                read_source(path)

    def test_a_file_where_a_topic_folder_should_be(self, bank: Bank, work: Path) -> None:
        put(work / "01_fork")
        put(work / "exercises")
        path = put(work / "run_all.py")
        assert found(work, bank) == {"run_all": path}

    def test_the_target_may_be_a_link(self, bank: Bank, work: Path) -> None:
        put(work / "real" / "run_all.py")
        (work / "link").symlink_to("real")
        assert found(work / "link", bank) == {"run_all": work / "link" / "run_all.py"}

    @pytest.mark.parametrize("name", ["01_fork", "exercises"])
    def test_a_folder_in_it_may_not(self, bank: Bank, work: Path, tmp_path: Path, name: str) -> None:
        put(tmp_path / "solutions" / "fork_report.py")
        put(work / "run_all.py")
        (work / name).symlink_to(tmp_path / "solutions")
        assert f"{name} is a symbolic link" in useless(work, bank)

    @pytest.mark.parametrize("closed", ["", "01_fork", "exercises"])
    def test_unreadable(self, bank: Bank, work: Path, monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
        put(work / "01_fork" / "fork_report.py")
        put(work / "exercises" / "run_all.py")
        listdir = os.listdir

        def deny(path: Path) -> list[str]:
            if path == work / closed:
                raise PermissionError(errno.EACCES, "Permission denied")
            return listdir(path)

        with monkeypatch.context() as patch:
            patch.setattr(os, "listdir", deny)
            assert "no permission" in useless(work, bank)


class TestFile:
    def test_the_name_is_the_slug(self, bank: Bank, work: Path) -> None:
        path = put(work / "any" / "run_all.py")
        assert found(path, bank) == {"run_all": path}
        assert found(path, bank, ["run_all"]) == {"run_all": path}

    def test_as(self, bank: Bank, work: Path) -> None:
        path = put(work / "answer2.py")
        assert found(path, bank, as_slug="run_all") == {"run_all": path}

    def test_as_comes_before_the_name(self, bank: Bank, work: Path) -> None:
        path = put(work / "fork_report.py")
        assert found(path, bank, as_slug="run_all") == {"run_all": path}

    def test_as_unknown(self, bank: Bank, work: Path) -> None:
        assert "Did you mean run_all" in useless(put(work / "a.py"), bank, as_slug="run_al")

    def test_a_name_that_is_no_exercise(self, bank: Bank, work: Path) -> None:
        text = useless(put(work / "fork_reprot.py"), bank)
        assert "not named after an exercise" in text
        assert "Did you mean fork_report?" in text
        assert "--as" in text

    def test_one_file_is_one_exercise(self, bank: Bank, work: Path) -> None:
        assert "one exercise" in useless(put(work / "run_all.py"), bank, ["fork_report"])

    def test_odd_files_are_listed(self, bank: Bank, work: Path) -> None:
        os.mkfifo(work / "fork_report.py")
        (work / "run_all.py").symlink_to("run_all.py")
        for name in ("fork_report", "run_all"):
            path = work / f"{name}.py"
            assert found(path, bank) == {name: path}
            with pytest.raises(Refusal):
                read_source(path)

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EIO])
    def test_unreachable(self, bank: Bank, work: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
        def fail(path: Path) -> None:
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            patch.setattr(os, "lstat", fail)
            text = useless(work / "closed" / "run_all.py", bank)
        assert ("no permission" if code == errno.EACCES else "Input/output error") in text


class TestName:
    def test_in_exercises(self, bank: Bank, work: Path) -> None:
        put(work / "exercises" / "03_pool" / "run_all.py")
        put(work / "run_all.py")
        assert found(Path("run_all"), bank) == {"run_all": Path("exercises/03_pool/run_all.py")}

    @pytest.mark.parametrize("below", ["", "03_pool"])
    def test_in_the_current_folder(self, bank: Bank, work: Path, below: str) -> None:
        put(work / below / "run_all.py")
        assert found(Path("run_all"), bank) == {"run_all": Path(below) / "run_all.py"}

    def test_several(self, bank: Bank, work: Path) -> None:
        put(work / "exercises" / "run_all.py")
        put(work / "fork_report.py")
        assert list(found(Path("run_all"), bank, ["fork_report"])) == ["run_all", "fork_report"]

    def test_a_path_comes_first(self, bank: Bank, work: Path) -> None:
        put(work / "run_all.py")
        path = put(work / "run_all" / "fork_report.py")
        assert found(Path("run_all"), bank) == {"fork_report": path.relative_to(work)}

    def test_not_there(self, bank: Bank, work: Path) -> None:
        assert "There is no run_all.py in ./exercises" in useless(Path("run_all"), bank)

    @pytest.mark.parametrize("name", ["fork_reprot", "forkreport"])
    def test_unknown(self, bank: Bank, work: Path, name: str) -> None:
        text = useless(Path(name), bank)
        assert f"no file, folder or exercise called {name}" in text
        assert "Did you mean fork_report?" in text

    @pytest.mark.parametrize("name", ["run_all.py", "no/run_all", "/no/such", "a\0b/c"])
    def test_a_path_that_is_not_there(self, bank: Bank, work: Path, name: str) -> None:
        assert "There is no file or folder" in useless(Path(name), bank)

    def test_as_needs_a_file(self, bank: Bank, work: Path) -> None:
        put(work / "run_all.py")
        assert "There is no file or folder run_all." in useless(Path("run_all"), bank, as_slug="run_all")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(name=st.text(min_size=1, max_size=20))
    def test_no_traceback_for_any_name(self, bank: Bank, work: Path, name: str) -> None:
        try:
            discover(Path(name), bank, [name], name)
        except UsageError as error:
            assert error.sentence.isprintable()
            assert error.fix.isprintable()
