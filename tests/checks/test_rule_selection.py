"""Tests of the selection of rules and of severity overrides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import justpack
from justpack.checks.rule_selection import Level, resolve
from justpack.checks.rules import no_runtime_detected, private_key
from justpack.errors import UsageError
from justpack.model import Finding, RuleSettings, RuleWord

CODES = ("RT001", "RT003", "RT004", "FP001", "SC001")


def _words(text: str, at: str) -> tuple[RuleWord, ...]:
    return tuple(RuleWord(word, at) for word in text.split())


def _rules(config: str = "", ignore: str = "", flags: str = "", flag_ignore: str = "") -> RuleSettings:
    return RuleSettings(
        _words(config, "c") if config else None,
        _words(ignore, "c"),
        flag_select=_words(flags, "--select") if flags else None,
        flag_ignore=_words(flag_ignore, "--ignore"),
    )


def _shown(rules: RuleSettings) -> str:
    findings = [Finding(code, "x-y", "warning", "m") for code in CODES]
    return " ".join(finding.code for finding in resolve(rules).shown(findings))


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        (_rules(), "RT001 RT003 RT004 FP001 SC001"),
        (_rules("RT"), "RT001 RT003 RT004"),
        (_rules("rt003 SC"), "RT003 SC001"),
        (_rules("runtime-unsupported"), "RT003"),
        (_rules(ignore="RT"), "FP001 SC001"),
        (_rules("RT003", "RT"), "RT003"),
        (_rules("RT", "RT003"), "RT001 RT004"),
        (_rules("RT003", "RT003"), ""),
        (_rules("RT", flags="FP"), "FP001"),
        (_rules(ignore="FP001", flags="FP"), "FP001"),
        (_rules("RT", flag_ignore="RT00"), ""),
        (_rules("RT", flag_ignore="RT001"), "RT003 RT004"),
        (_rules(flags="RT FP001", flag_ignore="RT003"), "RT001 RT004 FP001"),
    ],
)
def test_applies_select_and_ignore(rules: RuleSettings, shown: str) -> None:
    assert _shown(rules) == shown


def test_applies_the_most_specific_severity() -> None:
    severity: tuple[tuple[RuleWord, Level], ...]
    severity = ((RuleWord("RT", "c"), "info"), (RuleWord("RT003", "c"), "error"), (RuleWord("SC", "c"), "off"))
    shown = resolve(RuleSettings(severity=severity)).shown([Finding(code, "x-y", "warning", "m") for code in CODES])
    assert [(each.code, each.severity) for each in shown] == [
        ("RT001", "info"), ("RT003", "error"), ("RT004", "info"), ("FP001", "warning"),
    ]  # fmt: skip


def test_an_option_overrides_the_configuration() -> None:
    rules = RuleSettings(severity=((RuleWord("SC", "c"), "off"),), flag_select=_words("SC", "--select"))
    assert _shown(rules) == "SC001"


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("RT03", "did you mean 'RT0"), ("runtime-unsuported", "did you mean 'runtime-unsupported'?"),
        ("", "run `justpack rule` to list the rules"), ("R T", None), ("ZZZ", "run `justpack rule` to list the rules"),
    ],
)  # fmt: skip
def test_an_unknown_rule_is_an_error(word: str, help: str | None) -> None:
    for rules in (
        RuleSettings(ignore=(RuleWord(word, "--ignore"),)),
        RuleSettings(severity=((RuleWord(word, "--ignore"), "off"),)),
    ):
        with pytest.raises(UsageError) as caught:
            resolve(rules)
        assert caught.value.message == f"--ignore: there is no rule {word!r}"
        assert (caught.value.help or "").startswith(help or "")


def test_runs_a_preview_rule_only_if_preview_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rule = no_runtime_detected.RULE
    monkeypatch.setattr(no_runtime_detected, "RULE", replace(rule, preview=True))
    (tmp_path / "justpack.toml").write_text("[rules]\npreview = true\n")
    assert [finding.code for finding in justpack.detect(tmp_path).findings] == [rule.code]
    (tmp_path / "justpack.toml").unlink()
    assert justpack.detect(tmp_path).findings == ()


def test_runs_a_preview_content_rule_only_if_preview_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(private_key, "RULE", replace(private_key.RULE, preview=True))
    (tmp_path / "a.txt").write_text("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n")
    assert "SC002" not in {finding.code for finding in justpack.check(tmp_path).findings}
    (tmp_path / "justpack.toml").write_text("[rules]\npreview = true\n")
    assert "SC002" in {finding.code for finding in justpack.check(tmp_path).findings}
