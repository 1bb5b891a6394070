"""The LTS lines of Node.js with their codenames.

Source: https://github.com/nodejs/Release (README.md, CODENAMES.md, schedule.json) and the release notes of v26.13.0,
which began the LTS phase of 26. Checked on 2026-11-24.
"""

from __future__ import annotations

DATE = "2026-11-24"

LTS: dict[str, int] = {
    "argon": 4,
    "boron": 6,
    "carbon": 8,
    "dubnium": 10,
    "erbium": 12,
    "fermium": 14,
    "gallium": 16,
    "hydrogen": 18,
    "iron": 20,
    "jod": 22,
    "krypton": 24,
    "lithium": 26,
}
"""Major version by codename, oldest first; only lines whose LTS phase has begun."""

NEWEST_LTS = 26
NEWEST = 26
"""The newest released major version (the Current line, or the newest LTS line if there is no Current line)."""
