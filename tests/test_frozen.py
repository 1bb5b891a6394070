"""Tests of the decorator for immutable values: it behaves like the frozen dataclass of the standard library."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from dataclasses import MISSING, FrozenInstanceError, asdict, dataclass, fields, is_dataclass, replace
from functools import cached_property

import pytest

from justpack.frozen import field, frozen
from justpack.frozen import replace as frozen_replace


@frozen
class Point:
    """A point with a default, a factory, a field that is not compared and one that is not shown."""

    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)
    secret: str = field(default="s", repr=False)

    @property
    def sum(self) -> int:
        return self.x + self.y


@frozen(kw_only=True)
class Named(Point):
    """A point with a field that is required, and accepted by keyword only."""

    name: str


@frozen
class Empty:
    """No fields."""


@frozen
class Checked:
    """A value with its own equality and a check of its field."""

    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("negative")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Checked)

    def __hash__(self) -> int:
        return 1


@frozen
class Unused:
    """A class whose signature is read before an instance exists."""

    x: int
    y: str = "a"


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard decorator, for comparison."""

    x: int
    y: str = "a"


def test_assigns_positions_keywords_and_defaults() -> None:
    point = Point(1, note="n")
    assert (point.x, point.y, point.names, point.note, point.sum) == (1, 2, [], "n", 3)
    assert Point(1).names is not Point(1).names


def test_rejects_wrong_arguments() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        Point(1, z=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'name'"):
        Named(1)  # type: ignore[call-arg]


def test_inherits_fields() -> None:
    named = Named(1, 5, name="a")
    assert (named.x, named.y, named.name) == (1, 5, "a")
    assert named != Point(1, 5)
    assert Point(4).x == 4


def test_compares_the_compared_fields_of_one_class() -> None:
    assert Point(1, note="a") == Point(1, note="b")
    assert Point(1) != Point(2)
    assert Point(1) != (1, 2, [], "", "s")  # type: ignore[comparison-overlap]
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert hash(Unused(1)) == hash(Unused(1, "a"))


def test_keeps_the_methods_of_the_class() -> None:
    assert Checked(1) == Checked(2)
    assert hash(Checked(5)) == 1
    with pytest.raises(ValueError, match="negative"):
        Checked(-1)


def test_shows_the_fields() -> None:
    assert repr(Point(1)) == "Point(x=1, y=2, names=[], note='')"
    assert repr(Unused(1)).replace("Unused", "Standard") == repr(Standard(1))


def test_refuses_changes() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x
    assert not hasattr(point, "__dict__")


def test_works_with_the_functions_of_dataclasses() -> None:
    assert replace(Point(1), x=3) == Point(3)
    assert replace(Named(1, name="a"), y=7) == Named(1, 7, name="a")
    assert asdict(Unused(1)) == {"x": 1, "y": "a"}
    assert [each.name for each in fields(Named)] == ["x", "y", "names", "note", "secret", "name"]
    match Unused(3):
        case Unused(x, y):
            assert (x, y) == (3, "a")


def test_copies_and_pickles() -> None:
    point = Point(1, names=["a"])
    assert copy.copy(point) == point
    assert copy.deepcopy(point).names is not point.names
    assert pickle.loads(pickle.dumps(point)) == point


def test_shows_the_signature_before_the_first_use() -> None:
    assert list(inspect.signature(Unused).parameters) == list(inspect.signature(Standard).parameters)


def test_replaces_fields_without_dataclasses() -> None:
    assert frozen_replace(Named(1, name="a"), y=7) == Named(1, 7, name="a")
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        frozen_replace(Unused(1), z=7)


def test_dataclasses_reads_the_options_of_each_field() -> None:
    found = {each.name: each for each in fields(Named)}
    assert [each.kw_only for each in found.values()] == [False] * 5 + [True]
    assert (found["y"].default, found["x"].default, found["names"].default_factory) == (2, MISSING, list)
    assert (found["note"].compare, found["secret"].repr, found["x"].type) == (False, False, "int")
    assert (is_dataclass(Empty), fields(Empty)) == (True, ())


def test_keeps_the_default_of_a_class_without_slots() -> None:
    @frozen(slots=False)
    class Open:
        x: int = 1
        y: list[int] = field(default_factory=list)

        @cached_property
        def twice(self) -> int:
            return self.x * 2

    assert (Open(3).twice, Open.x, hasattr(Open, "y"), Open().y) == (6, 1, False, [])


def test_loads_neither_dataclasses_nor_inspect() -> None:
    program = "import sys, justpack.model; print(sorted({'dataclasses', 'inspect'} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
