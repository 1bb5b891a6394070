"""Tests for the splitting of text into words, against shlex."""

from __future__ import annotations

import random
import shlex

import pytest

from justpack.ecosystems import shell_words

LETTERS = "ab \t\n\r'\"\\;&|<>()#=$-"


def outcome(words: object) -> object:
    try:
        return list(words()) if callable(words) else words
    except ValueError as error:
        return str(error)


def as_commands(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|<>()")
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)


def texts() -> list[str]:
    chance = random.Random(5)
    return ["".join(chance.choices(LETTERS, k=chance.randrange(12))) for _ in range(4000)]


def test_splits_as_shlex_does() -> None:
    for text in texts():
        assert outcome(lambda text=text: shell_words.split(text)) == outcome(lambda text=text: shlex.split(text)), text


def test_splits_commands_as_shlex_does() -> None:
    for text in texts():
        ours = outcome(lambda text=text: shell_words.split_commands(text))
        assert ours == outcome(lambda text=text: as_commands(text)), text


@pytest.mark.parametrize("text", ["a'", '"', "a\\", '"\\'])
def test_refuses_what_is_not_closed(text: str) -> None:
    with pytest.raises(ValueError, match="No "):
        shell_words.split(text)
