"""Tests of the options and settings about rules, and of their exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke

WARNED = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}', ".nvmrc": "24"}


@pytest.fixture
def warned(plant: Callable[..., Path]) -> Path:
    """Return a project with one warning, RT004."""
    return plant(WARNED)


@pytest.fixture
def codes(just: Invoke) -> Callable[..., tuple[int, list[str]]]:
    def run(*arguments: str | Path) -> tuple[int, list[str]]:
        found = just(*arguments, "--format", "json")
        return found.code, found.codes

    return run


@pytest.mark.parametrize("command", ["detect", "check"])
def test_applies_fail_on(codes: Callable[..., object], warned: Path, command: str) -> None:
    assert codes(command, warned) == (0, ["RT004"])
    assert codes(command, warned, "--fail-on", "warning") == (1, ["RT004"])
    assert codes(command, warned, "--fail-on", "info", "--ignore", "RT004") == (0, [])
    assert codes(command, warned, "--select", "FP,RT004") == (0, ["RT004"])
    assert codes(command, warned, "--select", "FP", "--select", "SC001, ZZ") == (2, ["JP002"])
    assert codes(command, warned, "--select", "FP", "--select", "SC001, rt003") == (0, [])


def test_applies_fail_on_to_pack(just: Invoke, warned: Path, tmp_path: Path) -> None:
    target = tmp_path / "app.zip"
    assert just("pack", warned, "-o", target, "--fail-on", "warning").code == 1
    assert not target.exists()
    assert just("pack", warned, "-o", target, "--fail-on", "warning", "--ignore", "RT004").code == 0


def test_applies_fail_on_before_sending(just: Invoke, warned: Path) -> None:
    run = just("deploy", warned, "--sandbox", "--fail-on", "warning", "--format", "json")
    assert (run.code, run.json["result"], run.codes) == (1, None, ["RT004"])
    assert just("deploy", warned, "--sandbox", "--fail-on", "warning", "--ignore", "RT").code == 0


def test_ignoring_rules_does_not_predict_a_runtime(codes: Callable[..., object], broken: Path) -> None:
    assert codes("check", broken) == (1, ["RT003"])
    assert codes("check", broken, "--ignore", "RT") == (1, [])


def test_applies_the_configuration(codes: Callable[..., object], warned: Path) -> None:
    def configured(text: str, *arguments: str) -> object:
        (warned / "justpack.toml").write_text(text)
        return codes("check", warned, *arguments)

    assert configured('[rules.severity]\nRT004 = "error"') == (1, ["RT004"])
    assert configured('[rules.severity]\nconflicting-version-sources = "off"') == (0, [])
    assert configured('[rules.severity]\nRT004 = "info"\n[rules]\nfail-on = "warning"') == (0, ["RT004"])
    assert configured('[rules]\nfail-on = "warning"') == (1, ["RT004"])
    assert configured('[rules]\nfail-on = "warning"', "--fail-on", "error") == (0, ["RT004"])
    assert configured('[rules]\nselect = ["SC"]') == (0, [])
    assert configured('[rules]\nignore = ["RT"]') == (0, [])
    assert configured('[rules]\nignore = ["RT"]', "--select", "RT004") == (0, ["RT004"])


def test_reports_the_place_of_an_unknown_rule(just: Invoke, warned: Path) -> None:
    (warned / "justpack.toml").write_text('[rules]\nignore = ["XYZ"]\n')
    run = just("check", warned)
    assert (run.code, run.err.splitlines()[0]) == (2, "error: justpack.toml:2:10: there is no rule 'XYZ'")
    (warned / "justpack.toml").unlink()
    run = just("check", warned, "--select", "runtime-unsuported")
    assert run.err.splitlines() == [
        "error: --select: there is no rule 'runtime-unsuported'", "  = help: did you mean 'runtime-unsupported'?"
    ]  # fmt: skip


def test_does_not_report_findings_of_the_baseline(just: Invoke, codes: Callable[..., object], warned: Path) -> None:
    known = warned.parent / "known.json"
    run = just("check", warned, "--write-baseline", known, "--fail-on", "warning")
    assert (run.code, run.err) == (0, f"wrote {known}: 1 finding known\n")
    assert codes("check", warned, "--baseline", known, "--fail-on", "warning") == (0, [])
    (warned / "package.json").write_text("\n\n\n" + WARNED["package.json"])
    assert codes("check", warned, "--baseline", known, "--fail-on", "warning") == (0, [])
    (warned / ".nvmrc").write_text("nonsense")
    assert codes("check", warned, "--baseline", known, "--fail-on", "warning") == (1, ["RT008"])
    assert codes("check", warned, "--baseline", known, "--write-baseline", known, "--fail-on", "warning") == (0, [])
    assert [each["code"] for each in json.loads(known.read_text())["findings"]] == ["RT008"]


def test_exits_2_for_an_invalid_baseline(codes: Callable[..., object], warned: Path) -> None:
    assert codes("check", warned, "--baseline", warned / "package.json") == (2, ["JP002"])
    assert codes("check", warned, "--baseline", "nothing") == (2, ["JP002"])


def test_exits_1_if_the_baseline_cannot_be_written(codes: Callable[..., object], warned: Path) -> None:
    assert codes("check", warned, "--write-baseline", warned) == (1, ["JP001"])
    assert codes("check", warned, "--write-baseline", warned / "no" / "folder") == (1, ["JP001"])
