"""child_output: bytes, few and many, and exit codes."""

from grader.scenario import ORDINARY, drawn
from grader.suites.child_output.scenes import FITS, MUCH, UNDECODED, outputs_of, right_outputs
from grader.testing import Submission, check, expect, fail, lost_at_the_end, sizes

#: Some time, so that the caller is there first.
PAUSE = ["stay", 0.01]


@check(points=1, diagnosis="wrong-value")
def test_bytes(submission: Submission) -> None:
    """The answer has all bytes that were written, also if they are none, and 0 for a child that returned."""
    given = f"line {submission.random.randrange(10**6)}\r\nand another\n"
    rounds = [[PAUSE, ["write", given, 1]], [PAUSE]]
    answer = submission.play(outputs_of, rounds, writes=True)
    right_outputs(answer, rounds, lost_at_the_end(submission.source))
    first, _ = answer.told("in", bool, str)
    own = answer.written_to(first.value[2], by=first.pid)
    shown = "The bytes in the pipe are not those of the process that called produce."
    expect(own == given.encode(), shown, "written-by-another")


@check(points=0.5, diagnosis="failure-unnoticed")
def test_exception(submission: Submission) -> None:
    """After an exception the exit code is 1, and what was written before is there."""
    # sys.exit has a check of its own; what is no Exception besides, the contract leaves open.
    kinds = drawn(submission.random, ORDINARY)
    rounds = [[PAUSE, ["write", "so far", 1], ["fall", kind]] for kind in kinds]
    right_outputs(submission.play(outputs_of, rounds), rounds, lost_at_the_end(submission.source))


@check(points=0.5, diagnosis="wrong-value")
def test_sys_exit(submission: Submission) -> None:
    """The exit code is the number that sys.exit was given, also 0."""
    for code in (submission.random.randrange(2, 256), 0):
        rounds = [[PAUSE, ["write", "bye", 1], ["exit", code]]]
        answer = submission.play(outputs_of, rounds)
        if answer.told("exits") and answer.value == [(b"bye", 1)]:
            fail(f"sys.exit({code}) ended the child; the answer has 1.", "system-exit-is-failure")
        right_outputs(answer, rounds, lost_at_the_end(submission.source))


@check(points=0.5, diagnosis="short-read")
def test_a_megabyte(submission: Submission) -> None:
    """A megabyte arrives, more than the pipe holds; so does any other number of bytes, also in two parts."""
    word = f"{submission.random.randrange(10**6, 10**7)}\xff"  # eight bytes, which are no text
    lengths = [*sizes(submission.source, 3 << 20), submission.random.randrange(70_000, 200_000)]
    for rounds in (
        [[PAUSE, ["write", word, times]] for times in (MUCH, FITS)],
        [[PAUSE, ["write", "x", length], PAUSE, ["write", word, 1]] for length in lengths],
    ):
        answer = submission.play(outputs_of, rounds, blame=UNDECODED)
        right_outputs(answer, rounds, lost_at_the_end(submission.source))
