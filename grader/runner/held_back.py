"""The kinds of calls that a schedule can hold back, by the words of ``Schedule.hold``.

The box's filter, the warden and the suites all know them by these names. Who holds a kind back lets a thread
that is about to make such a call go on only when nobody else can.
"""

from __future__ import annotations

TYPE_CHECKING = False  # without typing: a runner imports this
if TYPE_CHECKING:
    from typing import Final

#: Looks for a child's end that need not wait.
LATE: Final = "late"
#: The ends of processes.
ENDS: Final = "ends"
#: What a queue's own thread does.
FEEDERS: Final = "feeders"
#: The marks, and reads of what others send; who came last goes on first.
LAST: Final = "last"
#: The marks between what the submission reads and what it stores.
MARKS: Final = "marks"
#: Signals that kill act late.
KILLS: Final = "kills"
#: Files that are opened: a point only where asked for.
OPENS: Final = "opens"
#: What changes names, groups and handlers: a point only where asked for.
CHANGES: Final = "changes"
#: Holds nothing back, but makes each statement of the submission a mark, and each of those changes a point.
FINE: Final = "fine"
