"""The expressions of GitHub Actions, as far as the files of this repository use them.

docs.github.com: evaluate expressions in workflows and actions. A name that is unknown is an empty text, as there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "str | bool"
Context: TypeAlias = Mapping[str, str]
"""Names such as `inputs.path` or `steps.check.outputs.runtime`, with their values."""

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[\w.-]+\(\)|[\w][\w.-]*|&&|\|\||==|!=|!|\(|\))")
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_STATUS = ("always()", "cancelled()", "failure()", "success()")


def fill(text: str, context: Context) -> str:
    """Replace each `${{ … }}` in a text by its value."""
    return _EXPRESSION.sub(lambda found: _text(evaluate(found[1], context)), text)


def holds(condition: str, context: Context, *, failed: bool) -> bool:
    """Return whether a step with this condition runs; a condition without a status function needs success."""
    found = _EXPRESSION.fullmatch(condition.strip())
    source = found[1] if found else condition
    status = {"always()": True, "cancelled()": False, "failure()": failed, "success()": not failed}
    value = bool(_Parser(_tokens(source), context, status).whole())
    return value and (not failed or any(name in source for name in _STATUS))


def evaluate(source: str, context: Context) -> Value:
    """Return the value of an expression."""
    return _Parser(_tokens(source), context, {}).whole()


def _tokens(source: str) -> list[str]:
    tokens, at, source = [], 0, source.strip()
    while at < len(source):
        found = _TOKEN.match(source, at)
        assert found is not None, f"an expression that the tests do not know: {source[at:]}"
        tokens.append(found[1])
        at = found.end()
    return tokens


def _text(value: Value) -> str:
    return value if isinstance(value, str) else str(value).lower()


@dataclass
class _Parser:
    tokens: list[str]
    context: Context
    status: Mapping[str, bool]
    at: int = 0

    def whole(self) -> Value:
        value = self._or()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return value

    def _take(self, *tokens: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in tokens:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def _or(self) -> Value:
        value = self._and()
        while self._take("||"):
            other = self._and()
            value = value or other
        return value

    def _and(self) -> Value:
        value = self._compared()
        while self._take("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> Value:
        value = self._single()
        while (operator := self._take("==", "!=")) is not None:
            same = _text(value).lower() == _text(self._single()).lower()
            value = same if operator == "==" else not same
        return value

    def _single(self) -> Value:
        if self._take("!"):
            return not self._single()
        if self._take("("):
            value = self._or()
            assert self._take(")")
            return value
        token = self.tokens[self.at]
        self.at += 1
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.endswith("()"):
            return self.status[token]
        if token in ("true", "false"):
            return token == "true"
        return self.context.get(token, "")
