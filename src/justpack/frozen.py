"""A decorator for immutable values: `@dataclass(frozen=True, slots=True)`, but cheap to import.

The standard decorator compiles six methods for each class, which takes 0.4 ms. `@frozen` shares five of them between
all classes and compiles `__init__` when it is first used; `fields`, `replace` and `asdict` of `dataclasses` accept the
result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from functools import partial
from operator import attrgetter
from types import MethodType
from typing import TypeVar, dataclass_transform, overload

_T = TypeVar("_T")
_set = object.__setattr__


@overload
def frozen(cls: type[_T], /) -> type[_T]: ...


@overload
def frozen(*, kw_only: bool = False, slots: bool = True) -> Callable[[type[_T]], type[_T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    cls: type[_T] | None = None, /, *, kw_only: bool = False, slots: bool = True
) -> type[_T] | Callable[[type[_T]], type[_T]]:
    """Make a class with annotated fields an immutable value. A class with a cached property needs `slots=False`."""
    return partial(_made, kw_only=kw_only, slots=slots) if cls is None else _made(cls)


def _made(cls: type[_T], *, kw_only: bool = False, slots: bool = True) -> type[_T]:
    own = set(cls.__dict__)
    made = dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
    for name, method in {**_methods(made), "__init__": _Init(made)}.items():
        if name not in own:
            type.__setattr__(made, name, method)
    return made


class _Init:
    """The `__init__` of one class, which replaces itself by the compiled function when it is first used."""

    def __init__(self, cls: type) -> None:
        self._cls = cls

    def __get__(self, instance: object, owner: type) -> object:
        init = _compiled(self._cls)
        type.__setattr__(self._cls, "__init__", init)
        return init if instance is None else MethodType(init, instance)


def _compiled(cls: type) -> Callable[..., None]:
    """Return the `__init__` that assigns each field."""
    parameters, lines = ["self"], []
    names: dict[str, object] = {"_set": _set, "_missing": MISSING}
    for each in sorted(fields(cls), key=lambda each: each.kw_only is True):
        if each.kw_only is True and "*" not in parameters:
            parameters.append("*")
        value = name = each.name
        if each.default_factory is not MISSING:
            names[f"_new_{name}"] = each.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_new_{name}() if {name} is _missing else {name}"
        elif each.default is not MISSING:
            names[f"_default_{name}"] = each.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"]), names)  # noqa: S102
    init = names["__init__"]
    assert callable(init)
    return init


def _methods(cls: type) -> dict[str, Callable[..., object]]:
    """Return the methods that need no compilation."""
    compared = [each.name for each in fields(cls) if each.compare]
    shown = [each.name for each in fields(cls) if each.repr]
    every = [each.name for each in fields(cls)]
    key: Callable[[object], object] = attrgetter(*compared) if compared else lambda _: ()

    def equals(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    def represent(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def state(self: object) -> list[object]:
        return [getattr(self, name) for name in every]

    def restore(self: object, values: list[object]) -> None:
        for name, value in zip(every, values, strict=True):
            _set(self, name, value)

    return {
        "__eq__": equals,
        "__hash__": hashed,
        "__repr__": represent,
        "__getstate__": state,
        "__setstate__": restore,
        "__setattr__": _no_assignment,
        "__delattr__": _no_deletion,
    }


def _no_assignment(_: object, name: str, value: object) -> None:
    del value
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
