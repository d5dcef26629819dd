"""What a release hands out: stubs that load whatever is removed, and public checks that mean something."""

from __future__ import annotations

import pytest

from grader.bank import load_bank
from grader.exercise import Exercise
from grader.verdict import Verdict

FUTURE = "from __future__ import annotations\n"
#: The mistake that each exercise is about, as the name of a rejected answer: a public check has to find it.
CORE_TRAPS = {
    "fork_report": "child_returns",
    "run_isolated": "raw_status",
    "fan_out": "start_wait_in_loop",
    "log_lineage": "before_stays_in_buffer",
    "named_processes": "start_join_in_loop",
    "run_with_deadline": "kill_for_terminate",
    "spawn_safe": "no_guard",
    "run_all": "join_before_close",
    "map_outcomes": "catches_exception_only",
    "map_cpu_bound": "cpus_of_the_machine",
    "offer_take": "asks_before_it_acts",
    "gather": "joins_before_it_reads",
    "pipeline": "queue_without_a_bound",
    "process_all": "task_done_missing",
    "relay": "a_plain_queue",
    "child_output": "write_end_kept_open",
    "fifo_exchange": "opposite_orders",
    "tally": "no_lock",
    "transfer": "source_first",
    "build_block": "not_unlinked",
    "map_reduce": "a_pool_that_loses_tasks",
}
EXERCISES = [pytest.param(exercise, id=exercise.slug) for exercise in load_bank().exercises]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_public_check_finds_the_core_trap(exercise: Exercise) -> None:
    (trap,) = (answer for answer in exercise.rejected if answer.name == CORE_TRAPS[exercise.slug])
    found = {said.verdict for check, said in trap.expect.items() if check.startswith(("*", "test_public"))}
    assert found - {Verdict.PASSED, Verdict.SKIPPED}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_loads_without_its_first_import(exercise: Exercise) -> None:
    text = exercise.stub.read_text("utf-8")
    exec(compile(text.replace(FUTURE, ""), exercise.stub.name, "exec"), {"__name__": exercise.slug})
