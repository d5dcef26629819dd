"""grader.wire: what crosses, as what, and what hostile bytes can do (be refused)."""

from __future__ import annotations

import contextlib
import gc
import json
import math
import time
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import wire
from grader.wire import CHUNK, LAST, MAX_DEPTH, MORE, Assembler, Opaque, WireError

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
)
KEYS = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=20,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.sampled_from(["$tuple", "$bytes", "$dict", "$opaque"]), inner)
    ),
    max_leaves=15,
)


def crossed(value: object) -> Any:
    """The value as the other side gets it."""
    return wire.decode(wire.loads(wire.dumps(wire.encode(value))))


def shape(value: object) -> object:
    """A value together with the types at every place in it."""
    if isinstance(value, (list, tuple)):
        return type(value), [shape(item) for item in value]
    if isinstance(value, dict):
        return dict, [(shape(k), shape(v)) for k, v in value.items()]
    return type(value), repr(value)


# -- what crosses ----------------------------------------------------------------------------------


@given(VALUES)
def test_a_value_arrives_as_it_was_with_its_types(value: object) -> None:
    assert shape(crossed(value)) == shape(value)


@given(VALUES)
def test_a_message_is_ascii(value: object) -> None:
    assert wire.dumps(wire.encode(value)).isascii()


def test_the_sign_of_zero_arrives() -> None:
    assert repr(crossed(-0.0)) == "-0.0"


class Colour(IntEnum):
    RED = 1


class Text(str):
    def __str__(self) -> str:
        raise AssertionError("a method of a foreign class was called")


class Number(float):
    def __repr__(self) -> str:
        raise AssertionError("a method of a foreign class was called")


class Pair(NamedTuple):
    left: int
    right: str


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Colour.RED, 1),
        (Text("a"), "a"),
        (Number(1.5), 1.5),
        (Pair(1, "b"), (1, "b")),
        (bytearray(b"\0\xff"), b"\0\xff"),
        ({1: [(True, None)]}, {1: [(True, None)]}),
        (1 << 100, 1 << 100),
    ],
    ids=["int", "str", "float", "tuple", "bytearray", "dict", "long"],
)
def test_subclasses_arrive_as_their_base(value: object, arrives: object) -> None:
    assert shape(crossed(value)) == shape(arrives)


class Odd:
    def __repr__(self) -> str:
        return "r" * 5000


class Rude:
    def __repr__(self) -> str:
        raise SystemExit("no")


class OwnList(list[int]):
    pass


@pytest.mark.parametrize("value", [..., int, KeyError, OSError, BaseException], ids=repr)
def test_what_python_names_arrives_as_itself(value: object) -> None:
    assert crossed([value])[0] is value
    assert isinstance(crossed(type("int", (), {})), Opaque)


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, object(), Odd(), Rude(), {1}, OwnList([1]), 1j, len],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_form_arrives_opaque(value: object) -> None:
    arrived = crossed(value)
    assert isinstance(arrived, Opaque)
    assert arrived.type_name == type(value).__name__
    assert len(arrived.text) <= wire.MAX_REPR + 3


def test_opaque_equals_nothing_but_itself() -> None:
    one: object = Opaque("list", "[1]")
    assert one == one
    assert one != Opaque("list", "[1]")
    assert one != [1]
    assert repr(one) == "[1]"


def test_an_opaque_part_leaves_the_rest_readable() -> None:
    first, second, third = crossed([1, {2}, (math.nan,)])
    assert first == 1
    assert isinstance(second, Opaque)
    assert isinstance(third[0], Opaque)


def test_nesting_is_cut_off_and_still_crosses() -> None:
    deep: list[Any] = []
    for _ in range(MAX_DEPTH * 3):
        deep = [deep]
    arrived, depth = crossed(deep), 0
    while isinstance(arrived, list):
        arrived, depth = arrived[0], depth + 1
    assert isinstance(arrived, Opaque)
    assert depth == MAX_DEPTH


def test_a_list_that_contains_itself_crosses() -> None:
    endless: list[Any] = [1]
    endless.append(endless)
    first, rest = crossed(endless)
    assert first == 1
    assert isinstance(rest, list)


def test_an_integer_too_long_for_json_does_not_break_the_message() -> None:
    assert isinstance(crossed(10**5000), (int, Opaque))


# -- hostile bytes ---------------------------------------------------------------------------------


def understood(data: bytes) -> object:
    """What the judge does with bytes from the box."""
    return wire.decode(wire.loads(data))


@given(st.binary())
def test_any_bytes_are_a_value_or_a_wire_error(data: bytes) -> None:
    with contextlib.suppress(WireError):
        understood(data)


@given(JSON)
def test_any_json_is_a_value_or_a_wire_error(value: object) -> None:
    with contextlib.suppress(WireError):
        understood(json.dumps(value).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nul",
        b"\xff\xfe",
        b"{1: 2}",
        b"[1] [2]",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b'{"a":1,"a":1}',
        b'{"$tuple":[],"$tuple":[]}',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"$tuple":' * 3000 + b"[]" + b"}" * 3000,
        b"1" * 5000,
    ],
)
def test_what_is_not_strict_json_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        understood(data)


@pytest.mark.parametrize("data", [b"1e999", b"[-1e999]", b'{"$tuple":[1e400]}'])
def test_a_number_beyond_all_floats_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        understood(data)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"a": 1},
        {"$tuple": 1},
        {"$tuple": {}},
        {"$tuple": [], "$dict": []},
        {"$bytes": 1},
        {"$bytes": "?"},
        {"$bytes": "YQ="},
        {"$bytes": "é"},
        {"$opaque": ["a"]},
        {"$opaque": ["a", 1]},
        {"$opaque": "ab"},
        {"$named": "open"},
        {"$named": "__loader__"},
        {"$named": ["int"]},
        {"$dict": [1]},
        {"$dict": [[1]]},
        {"$dict": [[1, 2, 3]]},
        {"$dict": [[[], 1]]},
        {"$dict": [[{"$dict": []}, 1]]},
        {"$dict": [[{"$tuple": [[]]}, 1]]},
        [{"$set": []}],
    ],
)
def test_what_encode_cannot_have_made_is_refused(value: object) -> None:
    with pytest.raises(WireError):
        wire.decode(value)


# -- time ------------------------------------------------------------------------------------------

PRIME = 2**61 - 1  # integers hash to their remainder
SOME, MUCH = 1 << 17, 2 << 20


def repeated(size: int, item: Callable[[int], str]) -> list[str]:
    """Items that take ``size`` bytes together."""
    items, used = [], 0
    while used < size:
        items.append(item(len(items)))
        used += len(items[-1]) + 1
    return items


def listed(size: int, item: Callable[[int], str]) -> bytes:
    return f"[{','.join(repeated(size, item))}]".encode()


def keyed(size: int, item: Callable[[int], str]) -> bytes:
    return ('{"$dict":[' + ",".join(repeated(size, lambda n: f"[{item(n)},0]")) + "]}").encode()


def twins(number: int) -> str:
    return keyed(wire.MAX_TWINS * 12, lambda n: str((n + number) * PRIME))[:-2].decode() + "]}"


SHAPES: dict[str, Callable[[int], bytes]] = {
    "integers of one hash": lambda size: keyed(size, lambda n: str(n * PRIME)),
    "negative integers of one hash": lambda size: keyed(size, lambda n: str(-n * PRIME)),
    "floats of few hashes": lambda size: keyed(size, lambda n: repr(2.0 ** (61 * (n % 16)) * (1 + n // 16))),
    "tuples of one hash": lambda size: keyed(size, lambda n: f'{{"$tuple":[{n * PRIME},1]}}'),
    "nested tuples of one hash": lambda s: keyed(s, lambda n: f'{{"$tuple":[{{"$tuple":[{n * PRIME}]}}]}}'),
    "one key": lambda size: keyed(size, lambda n: "1"),
    "many keys": lambda size: keyed(size, str),
    "text": lambda size: keyed(size, lambda n: f'"{n}"'),
    "many small dicts of one hash": lambda size: listed(size, twins),
    "long integers": lambda size: listed(size, lambda n: "9" * 4300),
    "long floats": lambda size: f"[0.{'3' * size}]".encode(),
    "escapes": lambda size: f'["{chr(92)}ud83d{chr(92)}ude00{(chr(92) + "u00e9") * (size // 6)}"]'.encode(),
    "empty lists": lambda size: listed(size, lambda n: "[]"),
    "wrong at the end": lambda size: listed(size, lambda n: "[]") + b"?",
    "bytes": lambda size: f'{{"$bytes":"{"YWFh" * (size // 4)}"}}'.encode(),
}


def cpu(data: bytes) -> float:
    """The seconds of CPU that reading it takes, without what the collector looks at beside it."""
    gc.disable()
    try:
        began = time.process_time()
        with contextlib.suppress(WireError):
            understood(data)
        return time.process_time() - began
    finally:
        gc.enable()


@pytest.mark.parametrize("shape", SHAPES)
def test_decoding_takes_time_in_proportion_to_the_size(shape: str) -> None:
    some = min(cpu(SHAPES[shape](SOME)) for _ in range(3))
    much = min(cpu(SHAPES[shape](MUCH)) for _ in range(3))
    assert much < 6 * (MUCH // SOME) * max(some, 0.02), (some, much)  # quadratic: 16 times, not 6


def test_the_largest_answer_of_one_hash_is_refused_at_once() -> None:
    data = SHAPES["integers of one hash"](8 << 20)
    bare = time.process_time()
    wire.loads(data)
    bare = time.process_time() - bare
    assert cpu(data) < 20 * bare + 1


@pytest.mark.parametrize("key", [lambda n: n, lambda n: n << 64, lambda n: (n, str(n)), lambda n: n / 7])
def test_honest_keys_are_not_refused(key: Callable[[int], object]) -> None:
    value = {key(number): number for number in range(wire.MAX_KEYS)}
    assert crossed(value) == value


def test_some_keys_may_share_a_hash() -> None:
    value = {number * PRIME: number for number in range(wire.MAX_TWINS)}
    assert crossed(value) == value
    with pytest.raises(WireError):
        crossed(value | {wire.MAX_TWINS * PRIME: 0})


# -- datagrams -------------------------------------------------------------------------------------


def assembled(data: bytes, limit: int) -> bytes | None:
    assembler, whole = Assembler(limit), None
    for part in wire.chunks(data):
        assert whole is None
        assert len(part) <= CHUNK + 1
        whole = assembler.feed(part)
    return whole


@given(st.integers(0, 3), st.integers(-1, 1))
def test_a_message_of_any_size_arrives_whole(times: int, more: int) -> None:
    data = bytes(max(0, times * CHUNK + more))
    assert assembled(data, len(data)) == data


def test_a_message_beyond_the_cap_is_refused_before_it_is_kept() -> None:
    assembler = Assembler(2 * CHUNK)
    assert assembler.feed(MORE + bytes(CHUNK)) is None
    assert assembler.feed(MORE + bytes(CHUNK)) is None
    with pytest.raises(WireError):
        assembler.feed(LAST + b"1")


def test_one_assembler_takes_message_after_message() -> None:
    assembler = Assembler(10)
    for _ in range(5):
        assert assembler.feed(MORE + b"12345") is None
        assert assembler.feed(LAST + b"67890") == b"1234567890"


@pytest.mark.parametrize("datagram", [b"", b"x", b"xyz", MORE])
def test_a_datagram_without_mark_or_content_is_refused(datagram: bytes) -> None:
    with pytest.raises(WireError):
        Assembler(100).feed(datagram)


@given(st.lists(st.binary(max_size=20)))
def test_any_datagrams_are_messages_or_wire_errors(datagrams: list[bytes]) -> None:
    assembler = Assembler(50)
    for datagram in datagrams:
        try:
            assembler.feed(datagram)
        except WireError:
            break
