"""Colours for terminal output, and escaping of untrusted text."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import Literal

from justpack.frozen import frozen

Color = Literal["auto", "always", "never"]

_CONTROLS = (
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Characters that move the cursor, change the direction of a text, end a line or cannot be seen.

The two joiners U+200C and U+200D are missing: emoji and some scripts need them.
"""
_HASHES = r"##(?=(?:vso|teamcity)?\[)"
"""The hash signs before a command of a CI runner."""
_CODES = {"bold": "1", "dim": "2", "red": "31;1", "green": "32;1", "yellow": "33;1", "blue": "34;1", "cyan": "36"}


def safe(text: str) -> str:
    """Return the text with control characters, invisible characters and surrogates replaced by visible escapes."""
    if text.isprintable():  # contains none of them; most texts are, and the pattern takes long to compile
        return text
    return re.sub(_CONTROLS, lambda match: f"\\x{ord(match.group()):02x}", text)


def inert(text: str) -> str:
    """Return output in which a CI runner finds no command.

    GitHub's runner executes `::command::` at the beginning of a line, and `##[command]` anywhere in it
    (github.com/actions/runner, ActionCommand.cs); Azure Pipelines executes `##vso[command]` and `##[command]`, and
    TeamCity `##teamcity[message]`. GitLab's `section_start:` needs control characters, which `safe` escapes.
    """
    text = inert_annotation(text)
    return re.sub(r"^(\s*):(?=:)", r"\1\\x3a", text, flags=re.MULTILINE) if "::" in text else text


def inert_annotation(text: str) -> str:
    """Return a workflow command of GitHub in which no other command begins."""
    return re.sub(_HASHES, r"\\x23#", text, flags=re.IGNORECASE) if "##" in text else text


def inert_json(text: str) -> str:
    """Return JSON with equal values in which a CI runner finds no command; see `inert`."""
    return re.sub(_HASHES, r"\\u0023#", text, flags=re.IGNORECASE) if "##" in text else text


def inert_xml(text: str) -> str:
    """Return XML with equal values in which a CI runner finds no command; see `inert`."""
    text = re.sub(_HASHES, "&#35;#", text, flags=re.IGNORECASE) if "##" in text else text
    return re.sub(r"^(\s*):(?=:)", r"\1&#58;", text, flags=re.MULTILINE) if "::" in text else text


@frozen
class Style:
    """Adds colour codes to text if colours are enabled, and links if the terminal shows them."""

    coloured: bool = False
    linked: bool = False

    def __call__(self, name: str, text: str) -> str:
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.coloured else text

    def link(self, text: str, url: str | None) -> str:
        """Return the text as a link to the address (OSC 8: the escape sequence of terminals for hyperlinks)."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.linked and url else text


def style_for(color: Color, *, terminal: bool | None = None) -> Style:
    """Return the style for the output.

    Precedence: `--color`, NO_COLOR (no-color.org), FORCE_COLOR (force-color.org), then whether stdout is a terminal.
    """
    attached = (sys.stdout.isatty() if terminal is None else terminal) and os.environ.get("TERM") != "dumb"
    linked = attached and _shows_links(os.environ)
    if color != "auto":
        return Style(color == "always", linked and color == "always")
    if os.environ.get("NO_COLOR"):
        return Style(False)
    return Style(attached or bool(os.environ.get("FORCE_COLOR")), linked)


_LINKING_PROGRAMS = frozenset(
    {"ghostty", "Hyper", "iTerm.app", "mintty", "rio", "tabby", "vscode", "WarpTerminal", "WezTerm"}
)
"""Values of TERM_PROGRAM of terminals that show OSC 8 links (github.com/Alhadis/OSC8-Adoption, 2026-11)."""
_LINKING_TERMS = ("alacritty", "foot", "xterm-ghostty", "xterm-kitty")
"""Values of TERM of such terminals."""
_VTE = 5000
"""The first VTE_VERSION whose links work: 0.50, of GNOME Terminal and others."""


def _shows_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to show links. FORCE_HYPERLINK=0 or 1 decides if it is set."""
    forced = environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0", "false")
    if "CI" in environ or "TMUX" in environ or "STY" in environ:
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or environ.get("TERM", "").startswith(_LINKING_TERMS)
        or "WT_SESSION" in environ
        or "KONSOLE_VERSION" in environ
        or (vte.isdecimal() and len(vte) < 9 and int(vte) >= _VTE)
    )
