"""Requests one after the other: what is prepared ahead changes nothing; nothing of one reaches the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from boxes import Box, answer, call, left, play, value

from grader.box.plan import BoxPlan
from grader.box.preload import EVERYTHING, preload
from grader.evidence import End
from grader.warden.client import Warden


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("import os\n", (), ("threading", "multiprocessing.queues")),
        ("from multiprocessing import Pool\n", ("multiprocessing.pool",), ("multiprocessing.managers",)),
        ("a pool of Pool, no module of that family", (), ("multiprocessing.pool",)),
        ("import concurrent.futures as f\n", ("concurrent.futures.process", "multiprocessing.queues"), ()),
    ],
)
def test_a_box_imports_ahead_what_its_texts_speak_of(
    text: str, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    named = preload([text])
    assert set(there) <= set(named)
    assert not set(absent) & set(named)


def test_a_box_of_which_nothing_is_known_imports_everything() -> None:
    assert {"threading", "multiprocessing.pool", "multiprocessing.managers"} <= set(EVERYTHING)


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_the_start_method_is_set_however_late_multiprocessing_is_imported(plan: BoxPlan, method: str) -> None:
    source = """
        import sys

        before = "multiprocessing" in sys.modules

        def f():
            module = __import__("multi" + "processing")
            return before, module.get_start_method(), module.current_process().name
    """
    with Warden(plan.warmed(["import os"])) as warden:
        outcome = warden.ask(call(source, start_method=method))
    assert value(outcome) == (False, method, "MainProcess")
    assert not left(outcome)


def test_a_start_method_that_is_taken_away_is_a_leftover(box: Box) -> None:
    source = """
        import multiprocessing

        def f():
            multiprocessing.set_start_method(None, force=True)
    """
    assert {kind.value for kind in left(box.call(source))} == {"start method"}


def test_every_request_sees_the_same_module(box: Box) -> None:
    source = """
        import sys

        count = 0

        class Thing:
            def where(self):
                return self.where.__code__.co_filename

        def f():
            global count
            count += 1
            spec = __spec__
            return [
                count, __name__, __file__, Thing().where(), spec.name, spec.origin, spec.has_location,
                sys.modules[__name__].f is f, Thing.__module__, open(__file__).read().count("count += 1"),
            ]
    """
    asked = call(source)
    first, second, third = (value(box.ask(call(source))) for _ in range(3))
    assert first == second == third
    assert first[0] == 1
    assert first[1] == first[4] == asked.module
    assert first[2] == first[3] == first[5]
    assert first[6:] == [True, True, asked.module, 2]


def test_lines_of_exceptions_are_right_in_every_request(box: Box) -> None:
    source = "def f():\n    x = 1\n    raise ValueError(x)\n"
    for _ in range(2):
        raised = answer(box.call(source))["raised"]
        assert (raised["type"], raised["line"], raised["blamed"]) == ("ValueError", 3, True)


def test_two_sources_in_one_box_are_not_mistaken_for_each_other(box: Box) -> None:
    for number in (1, 2, 1, 2):
        assert value(box.call(f"def f():\n    return {number}\n")) == number


def test_code_that_comes_late_is_a_violation(box: Box) -> None:
    source = """
        import os
        from grader import wire

        def f():
            for part in wire.chunks(wire.dumps({"compiled": "AAAA"})):
                os.write(200, part)
            return 1
    """
    for _ in range(2):
        assert box.call(source).end is End.VIOLATION


def test_a_scenario_that_cannot_be_compiled_is_not_the_submissions_fault(box: Box) -> None:
    said = answer(box.ask(play("def f():\n    return 1\n", "def scene(:\n")))
    assert "scene" in said


@pytest.mark.parametrize("folder", ["/run", "/work", "/tmp", "/dev/shm", "/run/stage"])
@pytest.mark.parametrize("kind", ["file", "deep", "socket", "no permission"])
def test_what_a_request_writes_is_gone_in_the_next(boxed: Box, folder: str, kind: str) -> None:
    source = f"""
        import os, socket

        def f():
            there = os.path.lexists("{folder}/kept")
            if "{kind}" == "socket":
                socket.socket(socket.AF_UNIX).bind("{folder}/kept")
            elif "{kind}" == "file":
                open("{folder}/kept", "w").close()
            else:
                os.makedirs("{folder}/kept/a/b")
                open("{folder}/kept/a/b/c", "w").close()
                if "{kind}" == "no permission":
                    os.chmod("{folder}/kept/a/b", 0)
                    os.chmod("{folder}/kept/a", 0)
            return there
    """
    for _ in range(2):
        assert value(boxed.call(source)) is False


def test_links_in_the_box_lead_nowhere_outside(boxed: Box, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.mkdir()
    (canary / "file").write_text("here")
    source = f"""
        import os

        def f():
            os.rename("/work/run", "/work/gone")
            os.symlink("{canary}", "/work/run")
            os.symlink("{canary}", "/work/gone/link")
            os.symlink("{canary}", "/tmp/link")
            return os.listdir("/work")
    """
    for _ in range(2):
        assert sorted(value(boxed.call(source))) == ["gone", "run"]
    assert (canary / "file").read_text() == "here"
    assert [path.name for path in canary.iterdir()] == ["file"]


def test_system_v_memory_is_gone_in_the_next(boxed: Box) -> None:
    source = """
        import ctypes

        def f():
            with open("/proc/sysvipc/shm") as file:
                lines = len(file.readlines())
            return lines, ctypes.CDLL(None).shmget(0, 4096, 0o1600) >= 0
    """
    for _ in range(2):
        assert value(boxed.call(source)) == (1, True)


def test_another_post_in_the_place_of_ours_is_not_left_to_the_next(boxed: Box) -> None:
    source = """
        import os, socket

        def f():
            os.unlink("/run/post")
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind("/run/post")
    """
    scene = """
        def scene(student):
            observe("seen")
            return student.f()
    """
    for _ in range(2):
        assert [seen.value for seen in boxed.play(source, scene).evidence.observations] == ["seen"]
