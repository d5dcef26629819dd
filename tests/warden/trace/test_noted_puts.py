"""Where the last item of each process was put into a queue, as was noted then. At every level."""

from __future__ import annotations

import pytest
from boxes import Box

from grader.evidence import Kind, Outcome
from grader.testing.findings import Finding, read_answer
from grader.warden.protocol import Schedule

#: A queue whose items do not fit into its pipe; BODY is what the child does.
FULL = """
    from multiprocessing import Process, {kind}

    def work(queue):
        {body}

    def f():
        queue = {kind}()
        children = [Process(target=work, args=(queue,)) for _ in range({times})]
        for child in children:
            child.start()
        for child in children:
            child.join()
"""
#: A reader that is alone with an empty queue, after two processes with `body` have ended.
EMPTY = """
    import os, signal
    from multiprocessing import Process, {kind}

    def put(queue, item):
        queue.put(item)

    def work(queue, number):
        {body}

    def f():
        queue = {kind}()
        children = [Process(target=work, args=(queue, number)) for number in range(2)]
        for child in children:
            child.start()
        while True:
            queue.get()
"""


def puts(outcome: Outcome) -> set[tuple[str, str, int]]:
    """Who waits at a queue into which whom has put its last item where; processes by order of birth."""
    own = [p for p in outcome.evidence.processes if p.kind is not Kind.SERVICE]
    names = {p.pid: f"child {n}" if n else "caller" for n, p in enumerate(own)}
    waits = outcome.evidence.waits
    return {(names[wait.pid], names.get(put.pid, "?"), put.line) for wait in waits for put in wait.puts}


def told(outcome: Outcome) -> str:
    with pytest.raises(Finding) as caught:
        read_answer(outcome, {})
    return caught.value.message


@pytest.mark.parametrize("kind", ["Queue", "JoinableQueue"])
@pytest.mark.parametrize("schedule", [None, Schedule()])
def test_a_process_that_cannot_end_has_put_items(box: Box, kind: str, schedule: Schedule | None) -> None:
    body = "queue.put(bytes(1 << 20)); queue.put(1)"
    outcome = box.call(FULL.format(kind=kind, body=body, times=1), schedule=schedule)
    assert puts(outcome) == {("child 1", "child 1", 5)}
    assert "do not fit into the pipe. It put the last of them at line 5. Read from" in told(outcome)


def test_who_is_next_in_line_has_put_items_too(box: Box) -> None:
    outcome = box.call(FULL.format(kind="Queue", body="queue.put(bytes(1 << 20))", times=3))
    assert puts(outcome) == {(f"child {n}", f"child {n}", 5) for n in (1, 2, 3)}
    assert "It put the last of them at line 5." in told(outcome)


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_a_schedule_knows_it_for_every_start_method(box: Box, method: str) -> None:
    source = FULL.format(kind="Queue", body="queue.put(bytes(1 << 20))", times=1)
    outcome = box.call(source, start_method=method, schedule=Schedule())
    assert puts(outcome) == {("child 1", "child 1", 5)}


def test_an_item_that_somebody_else_put_has_no_line(box: Box) -> None:
    scene = """
        from multiprocessing import Process, Queue

        def put(queue, item):
            queue.put(item)

        def scene(student):
            queue = Queue()
            student.f(put, queue)
    """
    source = """
        from multiprocessing import Process

        def f(put, queue):
            queue.put(1)
            child = Process(target=put, args=(queue, bytes(1 << 20)))
            child.start()
            child.join()
    """
    # Free, the child may fill the pipe before the caller's item is in it, which then waits as well.
    outcome = box.play(source, scene, schedule=Schedule())
    assert puts(outcome) == set()
    assert "the pipe. Read from the queue" in told(outcome)


def test_what_a_function_of_others_puts_has_the_line_that_called_it(box: Box) -> None:
    source = FULL.format(kind="Queue", body="[*map(queue.put, [bytes(1 << 20)])]", times=1)
    assert puts(box.call(source)) == {("child 1", "child 1", 5)}


@pytest.mark.parametrize("kind", ["Queue", "JoinableQueue"])
@pytest.mark.parametrize("schedule", [None, Schedule()])
def test_a_reader_that_is_left_alone(box: Box, kind: str, schedule: Schedule | None) -> None:
    body = "queue.put(1); put(queue, 2)"
    outcome = box.call(EMPTY.format(kind=kind, body=body), schedule=schedule)
    assert puts(outcome) == {("caller", "child 1", 6), ("caller", "child 2", 6)}
    assert "nobody is left to put one; the last was put at line 6. Take no more" in told(outcome)


def test_each_process_has_its_own_last_item(box: Box) -> None:
    body = "queue.put(1) if number else put(queue, 2)"
    outcome = box.call(EMPTY.format(kind="Queue", body=body))
    assert puts(outcome) == {("caller", "child 1", 6), ("caller", "child 2", 9)}
    assert "left to put one; each process put its last at line 6 or 9. Take no more" in told(outcome)


@pytest.mark.parametrize("last", ["queue.put(2, False)", "queue.put(2, timeout=0.01)"])
def test_an_item_that_a_full_queue_refused_was_not_put(box: Box, last: str) -> None:
    source = f"""
        import contextlib
        from multiprocessing import Queue

        def f():
            queue = Queue(1)
            queue.put(1)
            with contextlib.suppress(Exception):
                {last}
            queue.get()
            queue.get()
    """
    assert puts(box.call(source)) == {("caller", "caller", 7)}


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_without_a_schedule_new_interpreters_note_nothing_and_nothing_is_told(box: Box, method: str) -> None:
    source = EMPTY.format(kind="Queue", body="queue.put(1)").replace(
        "children = ", "queue.put(1); children = "
    )
    assert puts(box.call(source, start_method=method)) == set()


def test_a_reader_is_told_nothing_where_one_process_put_items_that_have_no_line(box: Box) -> None:
    source = EMPTY.format(kind="Queue", body="pass").replace(
        "target=work", "target=eval('lambda q, n: q.put(n)')"
    )
    outcome = box.call(source)
    assert puts(outcome) == set()
    assert "left to put one. Take no more" in told(outcome)


@pytest.mark.parametrize(("times", "found"), [(190, {("caller", "caller", 7)}), (210, set())])
def test_who_puts_very_often_notes_no_more_of_it(
    box: Box, times: int, found: set[tuple[str, str, int]]
) -> None:
    source = f"""
        from multiprocessing import Queue

        def f():
            queue = Queue()
            for number in range({times}):
                queue.put(number)
                queue.get()
            queue.get()
    """
    assert puts(box.call(source)) == found


@pytest.mark.parametrize("word", ["0", "2**64 - 1", "queue._buffer.puts[0] + 1"])
def test_words_that_were_tampered_with_are_only_text(box: Box, word: str) -> None:
    body = f"queue.put(bytes(1 << 20)); [queue._buffer.puts.__setitem__(n, {word}) for n in range(257)]"
    outcome = box.call(FULL.format(kind="Queue", body=body, times=1))
    assert "cannot end: its queue still holds" in told(outcome)
