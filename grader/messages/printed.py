"""What a submission printed, for its learner: bounded, and of tracebacks only the learner's own lines.

Theory of operation
-------------------
Everything that the processes of one call write to standard output and standard error arrives in one stream
each. Python writes a traceback for each process that an exception ends. Of its frames those in the learner's
file stay, under the file's plain name; those of the standard library and of the check go. A traceback
without a line of the learner's is of an exception that the check has made: it goes as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

MOST_CHARACTERS: Final = 1_000
_HEAD: Final = "Traceback (most recent call last):"
_PROCESS: Final = re.compile(r"Process \S+:$")
_FRAME: Final = re.compile(r'  File "(?:[^"]*/)?([^"/]+)", (line \d+.*)$')
#: What Python draws below a line of a traceback.
_CARETS: Final = re.compile(r"[\s~^]+$")
#: Before the name of an exception that a check raises.
_OURS: Final = re.compile(r"grader\.(?:\w+\.)+")


def output(text: str) -> str:
    """Return what went to standard output, from its beginning."""
    text = text.strip("\n")
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rpartition("\n")[0] or text[:MOST_CHARACTERS]


def errors(text: str, file: str) -> str:
    """Return what went to standard error, up to its end, with the lines of ``file`` only in tracebacks."""
    own = "\n".join(_own(text.strip("\n").splitlines(), file)).strip("\n")
    if len(own) <= MOST_CHARACTERS:
        return own
    return own[-MOST_CHARACTERS:].partition("\n")[2] or own[-MOST_CHARACTERS:]


def _own(lines: Iterable[str], file: str) -> Iterator[str]:
    """Yield the lines; of each traceback what is the learner's, if anything is."""
    waiting: list[str] = []
    inside = own = shown = False
    for line in lines:
        frame = _FRAME.match(line)
        if line == _HEAD:
            waiting.append(line)
            inside, own, shown = True, False, False
        elif inside and frame is not None:
            own = frame[1] == file
            if own:
                yield from waiting
                waiting, shown = [], True
                yield f'  File "{file}", {frame[2]}'
        elif inside and line.startswith("  "):
            if own and not _CARETS.match(line):
                yield line
        elif inside:
            inside, waiting = False, []
            if shown:
                yield _OURS.sub("", line)
        else:
            yield from waiting
            waiting = [line] if _PROCESS.match(line) else []
            if not waiting:
                yield line
    if not inside:
        yield from waiting
