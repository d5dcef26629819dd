"""CSV files of learning platforms, read and written back as they came: encoding, delimiter, columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from grader.errors import UsageError
from grader.messages import found_files
from grader.safe import shown

_DELIMITERS: Final = (",", ";", "\t")
_CENT: Final = Decimal("0.01")
#: A larger file is no list of a class.
MOST_BYTES: Final = 64 << 20


class Sheet:
    """One CSV file in memory: a header, and rows that are as wide as it."""

    def __init__(self, where: str, data: bytes) -> None:
        """Read the bytes of a file; ``where`` names it. UsageError if it is no CSV file with a header."""
        self.where = where
        self._bom = data.startswith(b"\xef\xbb\xbf")
        text = decoded(data, where)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        first = text.partition("\n")[0]
        self.delimiter = max(_DELIMITERS, key=first.count)
        try:
            lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            raise UsageError(*found_files.no_csv(where, error)) from error
        rows = [line for line in lines if any(cell.strip() for cell in line)]
        if not rows:
            raise UsageError(*found_files.empty_list(where))
        self.header, *self.rows = rows
        wide = len(self.header)
        self.rows = [[*row, *[""] * (wide - len(row))] for row in self.rows]

    @classmethod
    def read(cls, path: Path) -> Sheet:
        """Read a file. UsageError if that is not possible."""
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise UsageError(*found_files.unreadable(shown(path), error.strerror)) from error
        if len(data) > MOST_BYTES:
            raise UsageError(*found_files.list_too_large(shown(path)))
        return cls(shown(path), data)

    def find(self, *names: str) -> int | None:
        """Return the number of the first column with one of these names, None without one."""
        plain = [cell.strip().casefold() for cell in self.header]
        return next((plain.index(name.casefold()) for name in names if name.casefold() in plain), None)

    def column(self, *names: str) -> int:
        """Return the number of the column with one of these names. UsageError if there is none."""
        found = self.find(*names)
        if found is None:
            raise UsageError(*found_files.no_column(self.where, names[0], [*map(shown, self.header)]))
        return found

    def keep(self, columns: Sequence[int]) -> None:
        """Leave out all other columns."""
        self.header = [self.header[at] for at in columns]
        self.rows = [[row[at] for at in columns] for row in self.rows]

    def encode(self) -> bytes:
        """Return the file's bytes, as it was but for what has been changed."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator=self._newline)
        writer.writerows([self.header, *self.rows])
        return (b"\xef\xbb\xbf" if self._bom else b"") + text.getvalue().encode("utf-8", "replace")


def decoded(data: bytes, where: str) -> str:
    """Return the text of a CSV file. UsageError if it is neither UTF-8 nor marked UTF-16."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(*found_files.list_not_utf8(where, error.start)) from error


def number(text: str) -> Decimal | None:
    """Return the number that a cell holds, with a decimal point or comma; None if it holds none."""
    plain = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "").rstrip("%")
    if "," in plain and "." in plain:  # the one that comes last is the decimal one
        plain = plain.replace("." if plain.rindex(",") > plain.rindex(".") else ",", "")
    try:
        found = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def decimal_comma(cells: Iterator[str]) -> bool:
    """Whether these numbers are written with a decimal comma; the first one that tells decides."""
    return next((cell.rfind(",") > cell.rfind(".") for cell in cells if "," in cell or "." in cell), False)


def scaled(points: float, most: float, to: Decimal | None) -> Decimal:
    """Return the points on a platform's scale, to the cent; as they are if ``to`` is None."""
    value = Decimal(str(points))
    if to is not None:
        value = value / Decimal(str(most)) * to if most else Decimal(0)
    return value.quantize(_CENT, ROUND_HALF_UP)


def written(value: Decimal, comma: bool) -> str:
    """Write a grade, with a decimal comma where the platform has one."""
    return f"{value:.2f}".replace(".", ",") if comma else f"{value:.2f}"
