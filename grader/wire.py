"""Values and messages between the box and the judge. Stdlib only: it is also loaded in the box.

Theory of operation
-------------------
Two processes share this module: the runner (untrusted, inside the box) encodes, the judge
(trusted) decodes. Nothing is ever unpickled. A value crosses as JSON in which every Python type
that JSON lacks is a one-key object (``{"$tuple": [...]}``), so that ``(1, 2)`` and ``[1, 2]`` stay
apart. ``...``, Python's own classes, and ``Empty`` and ``Full`` of ``queue`` cross by name; what
cannot be expressed arrives as :class:`Opaque`, which equals nothing but itself.

A message travels over a SEQPACKET socket in datagrams of at most :data:`CHUNK` bytes, the first
byte telling whether more follow. A hostile peer can send any bytes: the decoder refuses
non-finite numbers, unknown tags, duplicate keys, nesting beyond :data:`MAX_DEPTH`, and sizes
beyond the cap that its caller sets, with :class:`WireError` and nothing else.

To decode takes time in proportion to the size. Python salts the hashes of text and bytes only; those of
numbers and tuples can be chosen so that one dict of them takes quadratic time. So a dict has at most
:data:`MAX_KEYS` such keys, and at most :data:`MAX_TWINS` of them share a hash.
"""

from __future__ import annotations

import base64
import builtins
import json
import math
import queue
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

MAX_DEPTH: Final = 40
CHUNK: Final = 60_000
MORE: Final = b"+"
LAST: Final = b"."
MAX_REPR: Final = 300
MAX_BITS: Final = 14_000
#: Keys of one dict that are neither text nor bytes.
MAX_KEYS: Final = 20_000
#: Of those, keys with the same hash; by chance there are two or three.
MAX_TWINS: Final = 16
#: What crosses by its name, which leads to the same object on both sides.
NAMED: Final[dict[str, object]] = {
    "Ellipsis": ...,
    **{thing.__name__: thing for thing in vars(builtins).values() if type(thing) is type},
    "Empty": queue.Empty,
    "Full": queue.Full,
}


class WireError(ValueError):
    """Bytes that are not a message of ours."""


class TooLarge(WireError):
    """A message beyond the size that its receiver allows."""


class Opaque:
    """A value that has no JSON form, seen only as its type's name and a shortened repr."""

    __slots__ = ("text", "type_name")

    def __init__(self, type_name: str, text: str) -> None:
        self.type_name = type_name
        self.text = text

    def __repr__(self) -> str:
        return self.text


def encode(value: object, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """Return ``value`` as something ``json.dumps`` takes; never calls methods of a foreign class but repr."""
    if value is None or value is True or value is False:
        return value
    if depth >= MAX_DEPTH:
        return {"$opaque": ["...", "nested too deeply"]}
    if isinstance(value, int):
        number = int.__add__(value, 0)
        return number if int.bit_length(number) < MAX_BITS else {"$opaque": ["int", hex(number)[:MAX_REPR]]}
    if isinstance(value, float):
        real = float.__add__(value, -0.0)
        return real if math.isfinite(real) else {"$opaque": ["float", float.__repr__(real)]}
    if isinstance(value, str):
        text = str.__str__(value)
        return text if text.isascii() or is_unicode(text) else {"$opaque": ["str", ascii(text)[:MAX_REPR]]}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(bytes(value)).decode("ascii")}
    kind = type(value)
    name = str.__str__(value.__name__) if isinstance(value, type) and kind is type else "Ellipsis"
    if NAMED.get(name) is value:
        return {"$named": name}
    if kind is list:
        return [encode(item, depth + 1) for item in value]  # type: ignore[attr-defined]
    if isinstance(value, tuple):
        return {"$tuple": [encode(item, depth + 1) for item in tuple.__iter__(value)]}
    if kind is dict:
        return {"$dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]}  # type: ignore[attr-defined]
    return {"$opaque": [kind.__name__, _short_repr(value)]}


def _short_repr(value: object) -> str:
    try:
        text = repr(value)
    except BaseException as error:
        text = f"<{type(value).__name__}: repr raised {type(error).__name__}>"
    text = text if len(text) <= MAX_REPR else text[:MAX_REPR] + "..."
    return text.encode("utf-8", "replace").decode("utf-8")


def is_unicode(text: str) -> bool:
    """Whether ``text`` has no lone surrogates (which no encoder takes)."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def decode(value: Any, depth: int = 0) -> object:  # noqa: ANN401 - JSON
    """Return what :func:`encode` was given. Raises WireError for anything that it cannot have made."""
    if depth > MAX_DEPTH + 2:
        raise WireError("nested too deeply")
    if isinstance(value, list):
        return [decode(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) != 1:
        raise WireError("an object must have one tag")
    ((tag, body),) = value.items()
    return _decode_tagged(tag, body, depth)


def _decode_tagged(tag: str, body: Any, depth: int) -> object:  # noqa: ANN401 - JSON
    if tag == "$bytes" and isinstance(body, str):
        try:
            return base64.b64decode(body, validate=True)
        except ValueError as error:
            raise WireError("bad base64") from error
    if (
        tag == "$opaque"
        and isinstance(body, list)
        and len(body) == 2
        and all(isinstance(x, str) for x in body)
    ):
        return Opaque(body[0], body[1])
    if tag == "$named" and isinstance(body, str) and body in NAMED:
        return NAMED[body]
    if tag == "$tuple" and isinstance(body, list):
        return tuple(decode(item, depth + 1) for item in body)
    if tag == "$dict" and isinstance(body, list) and all(isinstance(p, list) and len(p) == 2 for p in body):
        try:
            return _mapping([(decode(k, depth + 1), decode(v, depth + 1)) for k, v in body])
        except TypeError as error:
            raise WireError("a key cannot be hashed") from error
    raise WireError("unknown tag")


def _mapping(pairs: list[tuple[object, object]]) -> dict[object, object]:
    """Return the dict of these pairs. Raises WireError where their hashes could make it slow."""
    hashes = [hash(key) for key, _ in pairs if type(key) not in (str, bytes)]
    if len(hashes) > MAX_KEYS:
        raise WireError("too many keys")
    if len(hashes) > MAX_TWINS and max(Counter(hashes).values()) > MAX_TWINS:
        raise WireError("too many keys with one hash")
    return dict(pairs)


def dumps(message: object) -> bytes:
    """One message as ASCII JSON."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii")


def loads(data: bytes | str) -> Any:  # noqa: ANN401 - JSON
    """Strict ASCII JSON: finite numbers, no lone surrogates, no duplicate keys. Raises WireError."""
    try:
        text = data if isinstance(data, str) else data.decode("ascii")
        value = json.loads(
            text, parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_unique
        )
        if "\\ud" in text.lower() and not is_unicode(json.dumps(value, ensure_ascii=False)):
            raise WireError("a lone surrogate")
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
    return value


def _refuse_constant(name: str) -> float:
    raise WireError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise WireError("a number is not finite")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise WireError("doubled key")
    return result


def chunks(data: bytes) -> Iterator[bytes]:
    """Cut one message into datagrams."""
    last = max(0, (len(data) - 1) // CHUNK)
    for number in range(last + 1):
        yield (LAST if number == last else MORE) + data[number * CHUNK : (number + 1) * CHUNK]


class Assembler:
    """Puts the datagrams of one sender together again, up to ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._whole = bytearray()

    def feed(self, datagram: bytes) -> bytes | None:
        """Return the whole message with its last datagram, else ``None``. Raises WireError."""
        mark, part = datagram[:1], datagram[1:]
        if len(self._whole) + len(part) > self._limit:
            raise TooLarge("the answer is too large")
        self._whole += part
        if mark == LAST:
            whole, self._whole = bytes(self._whole), bytearray()
            return whole
        if mark != MORE or not part:
            raise WireError("a datagram without its mark")
        return None
