"""A decorator for immutable values: `@dataclass(frozen=True, slots=True)`, but cheap to import.

The standard decorator compiles six methods for each class, which takes 0.4 ms, and its module loads `inspect`, which
takes 6 ms. `@frozen` shares five of the methods between all classes and compiles `__init__` when it is first used;
`fields`, `replace` and `asdict` of `dataclasses` accept the result. `field` and `replace` are those of this module.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from types import MethodType
from typing import TypeVar, dataclass_transform, overload

_T = TypeVar("_T")
_set = object.__setattr__
_MISSING = object()
"""The default of a field without a default."""
_FIELDS = "__frozen_fields__"
"""The attribute of a class that contains its fields by name, those of the classes above first."""


class _Field:
    """The options of one field."""

    __slots__ = ("annotation", "compare", "default", "default_factory", "kw_only", "repr")

    def __init__(
        self, default: object, default_factory: Callable[[], object] | None, compare: bool, repr: bool
    ) -> None:
        self.default, self.default_factory, self.compare, self.repr = default, default_factory, compare, repr
        self.annotation: object = None
        self.kw_only = False


@overload
def field(*, default: _T, compare: bool = True, repr: bool = True) -> _T: ...


@overload
def field(*, default_factory: Callable[[], _T], compare: bool = True, repr: bool = True) -> _T: ...


def field(
    *,
    default: object = _MISSING,
    default_factory: Callable[[], object] | None = None,
    compare: bool = True,
    repr: bool = True,
) -> object:
    """Return the options of a field, as `dataclasses.field` does."""
    return _Field(default, default_factory, compare, repr)


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


def replace(value: _T, **changes: object) -> _T:
    """Return a copy of a frozen value with other values of some fields."""
    make: Callable[..., _T] = type(value)
    return make(**{name: getattr(value, name) for name in _fields_of(type(value))} | changes)


def _made(cls: type[_T], *, kw_only: bool = False, slots: bool = True) -> type[_T]:
    body = dict(cls.__dict__)
    own = set(body)
    every: dict[str, _Field] = {}
    for above in cls.__mro__[-1:0:-1]:
        every |= _fields_of(above)
    for name, annotation in cls.__annotations__.items():
        options = body.pop(name, _MISSING)
        every[name] = options if isinstance(options, _Field) else _Field(options, None, compare=True, repr=True)
        every[name].annotation, every[name].kw_only = annotation, kw_only
        if not slots and name in own:
            _drop_default(cls, name, every[name].default)
    made = _with_slots(cls, body, list(cls.__annotations__)) if slots else cls
    added: dict[str, object] = {
        **_methods(every),
        "__init__": _Init(made),
        "__match_args__": tuple([name for name, each in every.items() if not each.kw_only]),
    }
    for name, value in added.items():
        if name not in own:
            type.__setattr__(made, name, value)
    type.__setattr__(made, _FIELDS, every)
    for name in ("__dataclass_fields__", "__dataclass_params__"):
        type.__setattr__(made, name, _Standard(name))
    return made


def _with_slots(cls: type[_T], body: dict[str, object], names: list[str]) -> type[_T]:
    """Return the class with a slot for each of the names: slots can only be given to a new class."""
    inherited = {slot for above in cls.__mro__[1:-1] for slot in above.__dict__.get("__slots__", ())}
    body["__slots__"] = tuple([name for name in names if name not in inherited])
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    make: Callable[..., type[_T]] = type(cls)
    made = make(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _drop_default(cls: type, name: str, default: object) -> None:
    """Replace the options of a field by its default, as the value of the class's attribute."""
    if default is _MISSING:
        type.__delattr__(cls, name)
    else:
        type.__setattr__(cls, name, default)


def _fields_of(cls: type) -> dict[str, _Field]:
    """Return the fields of a frozen class by name; none for another class."""
    found: dict[str, _Field] = cls.__dict__.get(_FIELDS, {})
    return found


class _Standard:
    """An attribute that `dataclasses` reads, computed when it is first read: most classes are never passed to it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> object:
        cls = next(each for each in owner.__mro__ if _FIELDS in each.__dict__)
        value: object = getattr(_standard(cls), self._name)
        type.__setattr__(cls, self._name, value)
        return value


def _standard(cls: type) -> type:
    """Return a standard dataclass with the fields of a frozen class."""
    import dataclasses

    every = _fields_of(cls)
    body: dict[str, object] = {"__module__": cls.__module__, "__doc__": cls.__doc__}
    body["__annotations__"] = {name: each.annotation for name, each in every.items()}
    for name, each in every.items():
        shown, compared, by_keyword = each.repr, each.compare, each.kw_only
        if each.default_factory is not None:
            factory = each.default_factory
            body[name] = dataclasses.field(default_factory=factory, repr=shown, compare=compared, kw_only=by_keyword)
        elif each.default is not _MISSING:
            body[name] = dataclasses.field(default=each.default, repr=shown, compare=compared, kw_only=by_keyword)
        else:
            body[name] = dataclasses.field(repr=shown, compare=compared, kw_only=by_keyword)
    return dataclasses.dataclass(init=False, repr=False, eq=False)(type(cls.__name__, (), body))


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
    names: dict[str, object] = {"_set": _set, "_missing": _MISSING}
    for name, each in sorted(_fields_of(cls).items(), key=lambda item: item[1].kw_only):
        if each.kw_only and "*" not in parameters:
            parameters.append("*")
        value = name
        if each.default_factory is not None:
            names[f"_new_{name}"] = each.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_new_{name}() if {name} is _missing else {name}"
        elif each.default is not _MISSING:
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


def _methods(fields: dict[str, _Field]) -> dict[str, Callable[..., object]]:
    """Return the methods that need no compilation."""
    compared = [name for name, each in fields.items() if each.compare]
    shown = [name for name, each in fields.items() if each.repr]
    every = list(fields)
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
        "__replace__": replace,
        "__setattr__": _no_assignment,
        "__delattr__": _no_deletion,
    }


def _no_assignment(_: object, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    del value
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(_: object, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")
