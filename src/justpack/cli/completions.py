"""The words that a shell completes: rule codes, runtimes and faults. A shell completes paths itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def paths(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ask the shell to complete the path of a file or folder."""
    del context, parameter
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def rule_lists(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the last of several rule codes that are separated by commas. Codes of the list are not offered again."""
    del context, parameter
    before, comma, last = incomplete.rpartition(",")
    used = {word.strip().upper() for word in before.split(",")}
    rows = ((code, name) for code, name in _rules() if code not in used)
    return _items(rows, last, before + comma)


def rule_words(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the code of a rule, or its name if no code matches."""
    del context, parameter
    rows = list(_rules())
    return _items(rows, incomplete) or _items(((name, code) for code, name in rows), incomplete)


def runtimes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id of a runtime."""
    del context, parameter
    from justpack.facts.runtimes import CATALOG

    return _items(((each.id, each.title) for each in CATALOG), incomplete)


def faults(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a fault of the sandbox."""
    del context, parameter
    from justpack.sandbox.faults import names

    return _items(names(), incomplete)


def mtimes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the words that `--mtime` accepts beside a number."""
    del context, parameter
    words = (("fixed", "one time for all entries"), ("content", "a time that depends on the content"))
    return _items(words, incomplete)


def _rules() -> Iterator[tuple[str, str]]:
    """Yield the code and the name of each rule, sorted by code."""
    from justpack.checks.registry import ALL, load

    yield from sorted((rule.code, rule.name) for rule in map(load, ALL))


def _items(rows: Iterable[tuple[str, str]], incomplete: str, before: str = "") -> list[CompletionItem]:
    """Return the words that begin with the incomplete word, in any letter case, each with its description."""
    from click.shell_completion import CompletionItem

    begin = incomplete.lower()
    return [CompletionItem(before + word, help=text) for word, text in rows if word.lower().startswith(begin)]
