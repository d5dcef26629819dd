"""What a release hands out: stubs that load whatever is removed, and public checks that mean something."""

from __future__ import annotations

import re

import pytest

from grader.bank import load_bank
from grader.exercise import Exercise, Rejected
from grader.verdict import Verdict

FUTURE = "from __future__ import annotations\n"
#: The mistakes that each exercise is about, as names of rejected answers: public checks have to find them.
CORE_TRAPS = {
    "fork_report": ("child_returns", "buffered_line_lost", "no_wait"),
    "run_isolated": ("raw_status", "catches_exception_only", "system_exit_is_failure"),
    "fan_out": ("start_wait_in_loop", "forks_in_a_comprehension", "waits_until_nobody_is_left"),
    "log_lineage": ("before_stays_in_buffer", "child_returns", "no_wait"),
    "named_processes": ("start_join_in_loop", "exitcode_before_join", "missing_comma"),
    "run_with_deadline": ("kill_for_terminate", "join_returns_whether", "zero_is_false"),
    "spawn_safe": ("no_guard", "a_lambda", "sets_the_start_method"),
    "run_all": ("join_before_close", "get_never_called", "tuple_as_one_argument"),
    "map_outcomes": ("catches_exception_only", "one_failure_for_all", "in_batches"),
    "map_cpu_bound": ("cpus_of_the_machine", "pool_is_kept", "threads_instead"),
    "offer_take": ("asks_before_it_acts", "as_many_as_qsize_says", "false_items_are_no_items"),
    "gather": ("joins_before_it_reads", "while_not_empty", "start_join_in_loop"),
    "pipeline": ("queue_without_a_bound", "one_mark_for_all", "list_first"),
    "process_all": ("task_done_missing", "one_mark_for_all", "works_until_it_is_empty"),
    "relay": ("a_plain_queue", "manager_ends_too_early", "reads_in_the_caller"),
    "child_output": ("write_end_kept_open", "waits_before_it_reads", "raw_status"),
    "fifo_exchange": ("opposite_orders", "write_end_kept_open", "does_not_wait"),
    "tally": ("no_lock", "lock_in_the_module", "two_locked_steps"),
    "transfer": ("source_first", "no_lock", "refuses_when_busy"),
    "build_block": ("not_unlinked", "a_view_is_kept", "failure_unnoticed"),
    "one_at_a_time": ("a_plain_lock", "no_lock", "a_flag"),
    "map_reduce": ("a_pool_that_loses_tasks", "exit_code_zero_is_success", "one_at_a_time"),
}
EXERCISES = [pytest.param(exercise, id=exercise.slug) for exercise in load_bank().exercises]


def is_found(exercise: Exercise, trap: Rejected) -> bool:
    """Whether a public check rejects this answer every time: the bank check proves what is told of it."""
    text = next(path for path in exercise.suite_files if path.name == "test_public.py").read_text("utf-8")
    told = [trap.expected(f"test_public::{name}") for name in re.findall(r"^def (test_\w+)", text, re.M)]
    told += [said for check, said in trap.expect.items() if check.startswith("test_public")]
    return any(said is not None and said.verdict is not Verdict.PASSED for said in told)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_public_checks_find_the_core_traps(exercise: Exercise) -> None:
    """Also in a release, where no hidden check is."""
    traps = [answer for answer in exercise.rejected if answer.name in CORE_TRAPS[exercise.slug]]
    assert len(traps) == len(CORE_TRAPS[exercise.slug]) >= 3
    assert [trap.name for trap in traps if not is_found(exercise, trap)] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_loads_without_its_first_import(exercise: Exercise) -> None:
    text = exercise.stub.read_text("utf-8")
    exec(compile(text.replace(FUTURE, ""), exercise.stub.name, "exec"), {"__name__": exercise.slug})
