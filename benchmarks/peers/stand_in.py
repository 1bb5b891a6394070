"""What does an interpreter say that is a Python of another version?

uv asks each interpreter it finds for its version, so something must answer for the three lines of the catalog. Each
stand-in runs uv's question in the Python at hand after naming another version; it runs nothing else.
"""

from __future__ import annotations

import sys
from pathlib import Path

from justpack.model import Triple

_SCRIPT = """#!{python} -IB
import sys


class Version(tuple):
    major, minor, micro, releaselevel, serial = {triple} + ("final", 0)


sys.version_info = Version({triple} + ("final", 0))
sys.version = "{version} (main, Nov  1 2026, 00:00:00) [GCC 14.2.0]"
sys.executable = __file__
exec(sys.argv[sys.argv.index("-c") + 1])
"""


def write(folder: Path, version: Triple) -> None:
    """Put a stand-in where uv looks for the interpreters it manages."""
    text = ".".join(map(str, version))
    home = folder / f"cpython-{text}-linux-x86_64-gnu" / "bin"
    home.mkdir(parents=True, exist_ok=True)
    script = home / f"python{version[0]}.{version[1]}"
    script.write_text(_SCRIPT.format(python=sys.executable, triple=version, version=text), encoding="utf-8")
    script.chmod(0o755)
