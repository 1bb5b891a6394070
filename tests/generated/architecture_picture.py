"""The picture of the diagram in docs/architecture.md, drawn by mermaid in Chromium.

Only the site needs the picture; GitHub draws the diagram itself. Drawing needs npm, Node.js and Chromium, so the
picture is drawn only if the diagram has changed.
"""

from __future__ import annotations

import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "assets" / "architecture.svg"
PACKAGES = ("mermaid@11.17.2", "playwright-core@1.65.1")


def diagram() -> str:
    """Return the text of the diagram."""
    return PAGE.read_text(encoding="utf-8").partition("```mermaid\n")[2].partition("```")[0]


def mark() -> str:
    """Return the comment at the end of a picture that is drawn from the present diagram."""
    return f"<!-- {sha256(diagram().encode()).hexdigest()} -->"


def is_current() -> bool:
    """Return whether the picture is drawn from the present diagram."""
    return PICTURE.is_file() and PICTURE.read_text(encoding="utf-8").rstrip().endswith(mark())


def write() -> None:
    """Draw the picture, unless it is current. Raises CalledProcessError if a program is missing or fails."""
    if is_current():
        return
    with tempfile.TemporaryDirectory() as name:
        install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", name, *PACKAGES]
        subprocess.run(install, check=True, capture_output=True)
        script = Path(name) / "draw.cjs"
        script.write_text(Path(__file__).with_name("draw_diagram.cjs").read_text(encoding="utf-8"), encoding="utf-8")
        done = subprocess.run(["node", str(script)], input=diagram(), check=True, capture_output=True, text=True)
    PICTURE.write_text(f"{done.stdout.rstrip()}\n{mark()}\n", encoding="utf-8", newline="\n")
