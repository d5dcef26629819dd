"""Names that the kernel tells, as text: paths, what descriptors lead to, addresses.

Theory of operation
-------------------
A name is any bytes but zero, chosen by the submission. Inside the warden it stays what the kernel said
(``os.fsdecode``), for that is what the kernel has to be asked with. Where it goes into evidence, and so over
a wire, into a report and before a person's eyes, it passes through :func:`shown` and through nothing else.
"""

from __future__ import annotations

import os
from typing import Final

#: Characters of a name that are shown; of a longer one its beginning and its end.
MOST: Final = 200


def shown(name: str | bytes) -> str:
    """Write a name as text: one line, UTF-8, of bounded length; what is no text is escaped by a backslash."""
    text = os.fsencode(name)[: 16 * MOST].decode("utf-8", "backslashreplace")
    text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
    return text if len(text) <= MOST else f"{text[: MOST // 2]}...{text[-MOST // 2 :]}"
