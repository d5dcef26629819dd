"""Dates as teachers write them: ISO 8601 only, with a time zone, and said again in words."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from grader.errors import UsageError
from grader.safe import shown

FIX: Final = (
    "Write year, month, day: 2026-12-01, '2026-12-01 18:00 Europe/Berlin' or 2026-12-01T18:00+01:00. "
    "Without a zone it is UTC; without a time it is the end of that day."
)
#: A date without a time means the last minute of that day.
_END: Final = time(23, 59)
_FORM: Final = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(?P<zone>\S+)?"
)


def parse(text: str) -> datetime:
    """Return the moment that the text names, with its zone. UsageError with examples if it names none."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{shown(text)} is not a date that can be read in one way only.", FIX)
    try:
        day = datetime.fromisoformat(found["date"]).date()
        clock = time.fromisoformat(found["time"]) if found["time"] else _END
    except ValueError as error:
        raise UsageError(f"{shown(text)} is not a date: {error}.", FIX) from error
    return datetime.combine(day, clock, _zone(found["zone"] or "UTC"))


def known(text: str) -> datetime | None:
    """Return the moment that a platform's text names, None if that is not known."""
    try:
        return parse(text) if text else None
    except UsageError:
        return None


def _zone(name: str) -> tzinfo:
    if name in ("UTC", "Z", "GMT"):
        return UTC
    if found := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?", name):
        shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if shift < timedelta(days=1):
            return timezone(-shift if found[1] == "-" else shift)
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise UsageError(f"There is no time zone called {shown(name)}.", FIX) from error
