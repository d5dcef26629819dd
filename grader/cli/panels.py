"""What can be known of a command line before click is loaded: which commands there are, whether it grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

#: Which commands stand together in the help, and in which order.
PANELS: Final = {
    "Learn": ("start", "watch", "next", "list", "hint", "explain", "play", "solution", "reset"),
    "Any program": ("run", "why", "mcp"),
    "Set up": ("doctor", "completion"),
    "Teach": ("release", "batch", "insight", "similar", "export", "book", "author"),
}
#: What a shell sets that asks for completions.
COMPLETION: Final = "_GRADE_COMPLETE"
#: Commands whose programs begin with what the shell has given us.
AS_IT_IS: Final = frozenset({"run"})
#: Options that end a command line before anything is graded.
ENDING: Final = frozenset({"-h", "--help", "--version"})


def grades(words: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether this command line probably grades, so that a judge is needed soon.

    A wrong guess costs nothing but time: nothing is judged before the command line has been read.
    """
    if COMPLETION in environment or ENDING & {*words}:
        return False
    commands = {name for names in PANELS.values() for name in names}
    return not commands & {*words[:1]}
