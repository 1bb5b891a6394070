"""Tests of the choice of colours and of the escaping of untrusted text."""

from __future__ import annotations

import json
import unicodedata
from xml.etree import ElementTree as ET

import pytest

from justpack.report.style import Color, Style, inert, inert_json, inert_xml, safe, style_for


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("color", "no_color", "force_color", "terminal", "coloured"),
    [
        ("auto", None, None, True, True),
        ("auto", None, None, False, False),
        ("auto", "1", None, True, False),
        ("auto", "", None, True, True),
        ("auto", None, "1", False, True),
        ("auto", None, "", False, False),
        ("auto", "1", "1", True, False),
        ("always", "1", None, False, True),
        ("never", None, "1", True, False),
    ],
)
def test_chooses_colours_by_flag_environment_and_terminal(
    monkeypatch: pytest.MonkeyPatch, color: Color, no_color: str | None, force_color: str | None, terminal: bool,
    coloured: bool,
) -> None:  # fmt: skip
    for name, value in (("NO_COLOR", no_color), ("FORCE_COLOR", force_color)):
        if value is not None:
            monkeypatch.setenv(name, value)
    assert style_for(color, terminal=terminal).coloured is coloured


def test_does_not_use_colours_on_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not style_for("auto", terminal=True).coloured


def test_adds_colour_codes() -> None:
    assert Style(True)("red", "x") == "\x1b[31;1mx\x1b[0m"
    assert Style(False)("red", "x") == "x"


def test_escapes_every_control_character() -> None:
    bidi = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    passed = [
        character
        for character in map(chr, range(0x110000))
        if character != "\t"
        and (
            unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(character) in bidi
        )
        and safe(character) == character
    ]
    assert passed == []


def test_does_not_change_harmless_text() -> None:
    assert safe("é 漢字 😀 ~\t") == "é 漢字 😀 ~\t"
    assert safe("👩\u200d💻 می\u200cخواهم") == "👩\u200d💻 می\u200cخواهم"
    assert safe("a\u200bb\ufeff\u2060") == "a\\x200bb\\xfeff\\x2060"
    assert safe("a\x1b[31mb\r\n\u202ec") == "a\\x1b[31mb\\x0d\\x0a\\x202ec"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::add-mask::x", "\\x3a:add-mask::x"),
        ("  ::set-output name=a::b", "  \\x3a:set-output name=a::b"),
        ("a\n::error::b", "a\n\\x3a:error::b"),
        ("12 B  s/##[add-mask]y", "12 B  s/\\x23#[add-mask]y"),
        ("x ##vso[task.complete]", "x \\x23#vso[task.complete]"),
        ("x ##teamcity[buildStatus text='x']", "x \\x23#teamcity[buildStatus text='x']"),
        ("###[x]", "#\\x23#[x]"),
    ],
)
def test_breaks_commands_of_runners(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize("text", ["a#[b]::c.txt", "a::b", "## heading [x]", "std::vector"])
def test_does_not_change_text_without_commands(text: str) -> None:
    assert inert(text) == text


def test_breaks_commands_in_json_without_changing_values() -> None:
    text = json.dumps({"##[x]": "a ##VSO[b] # ## c"})
    shown = inert_json(text)
    assert "##[" not in shown
    assert "##VSO[" not in shown
    assert json.loads(shown) == json.loads(text)


def test_breaks_commands_in_xml_without_changing_values() -> None:
    text = '<a b="##[x]">::error::y\n  ::warning::z</a>'
    shown = inert_xml(text)
    assert "##[" not in shown
    assert not any(line.lstrip().startswith("::") for line in inert_xml("<a>\n::error::y</a>").splitlines())
    found = ET.fromstring(shown)
    assert (found.get("b"), found.text) == ("##[x]", "::error::y\n  ::warning::z")


LINKED = "\x1b]8;;https://a.example/x\x1b\\RT003\x1b]8;;\x1b\\"


@pytest.mark.parametrize(
    ("variables", "linked"),
    [
        ({"TERM_PROGRAM": "WezTerm"}, True), ({"TERM": "xterm-kitty"}, True), ({"WT_SESSION": "1"}, True),
        ({"VTE_VERSION": "7200"}, True), ({"VTE_VERSION": "4900"}, False), ({"VTE_VERSION": "x"}, False), ({}, False),
        ({"TERM_PROGRAM": "WezTerm", "TMUX": "x"}, False), ({"TERM_PROGRAM": "WezTerm", "CI": "true"}, False),
        ({"FORCE_HYPERLINK": "1"}, True), ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
    ],
)  # fmt: skip
def test_links_on_terminals_that_show_links(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], linked: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION",
                 "TMUX", "STY", "CI", "FORCE_HYPERLINK"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    style = style_for("auto", terminal=True)
    assert style.link("RT003", "https://a.example/x") == (LINKED if linked else "RT003")
    assert style.link("JP002", None) == "JP002"
    assert style_for("auto", terminal=False).link("RT003", "https://a.example/x") == "RT003"
