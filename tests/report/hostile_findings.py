"""A strategy of findings that a hostile project would like to be shown."""

from __future__ import annotations

from hypothesis import strategies as st

from justpack.model import SEVERITIES, Finding, Location, RelatedLocation

_AWKWARD = (
    "\n::error::x", "##[add-mask]x", "\r\n", "\x1b[2J", "\u202e", "\udc80", "\ud800", "\x00", "%0A", "::", ",", "|",
    "<script>", "`", "](http://x)", "{0}", "\u2028", "é漢😀", "@everyone", "\\",
)  # fmt: skip


_TEXTS = st.lists(st.one_of(st.sampled_from(_AWKWARD), st.text(st.characters(codec=None), max_size=8)), max_size=6).map(
    "".join
)


_LONG = st.builds(lambda text, count: text * count, _TEXTS, st.sampled_from((1, 1, 1, 1_000)))


def _place(path: str, line: int, column: int, width: int, text: str, start: int, known: int) -> Location:
    """A place that knows its text, its column, its line, or only its file."""
    if known == 0:
        return Location(path)
    if known == 1:
        return Location(path, line)
    start = min(start, column)
    return Location(path, line, column, width, text if known == 3 else None, start)


_PLACES = st.builds(
    _place, _LONG, st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 10**7), _LONG, st.integers(1, 10**7),
    st.integers(0, 3),
)  # fmt: skip


FINDINGS = st.builds(
    Finding,
    st.sampled_from(("RT008", "FP001", "XX999", "JP070")),
    st.just("any-name"),
    st.sampled_from(SEVERITIES),
    _LONG,
    st.none() | _PLACES,
    st.none() | _LONG,
    st.lists(st.builds(RelatedLocation, _PLACES, _LONG), max_size=2).map(tuple),
)
