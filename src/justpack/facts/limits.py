"""Bounds of what is read of a project, which no known project reaches. Each excess is reported by a finding.

A bound keeps the time and the memory for hostile input finite. A row gives the largest real input that is known, so
that a bound is only changed with a reason. SECURITY.md has a table for users, which a test compares with this one.
"""

from __future__ import annotations

IGNORE_BYTES = 1024 * 1024
"""An ignore file in bytes. The largest known ones have about 50 KiB and fewer than 2,000 lines."""
IGNORE_LINES = 250_000
"""Lines of an ignore file, each of which needs some 300 bytes of memory. The longest known have fewer than 2,000."""
IGNORE_STATES = 200_000
"""Characters of the patterns without a literal text in one ignore file or list of globs: one step for a character of a
path takes about 0.1 ms then. Real ignore files have some hundreds.
"""
GLOBS = 25_000
"""Globs of one list in the settings, each of which needs some 3 kB of memory. Real lists have fewer than a hundred."""
MANIFEST_BYTES = 2 * 1024 * 1024
"""A manifest in bytes. Files that are written by hand are much smaller."""
LOCK_BYTES = 32 * 1024 * 1024
"""A lock in bytes. The locks of the largest known monorepos have about 5 MiB."""
TOML_TABLES = 50_000
"""Table headers in a TOML file: tomllib needs some 1.5 kB for each. A poetry.lock of 5 MiB has about 6,000."""
CFG_SECTIONS = 10_000
"""Sections of setup.cfg: configparser needs some 2 kB for each. Files that are written by hand have about ten."""
PYTHON_TOKENS = 120_000
"""Names, numbers, marks and line ends of a Python source that is parsed: its tree needs up to 1 kB each. A module of
10,000 lines has about 80,000.
"""
PYTHON_NAME_PARTS = 1_000
"""Parts of a name such as `a.b.c` in a Python source that is parsed: the compiler copies the name of a module for each
part, so that 20,000 need 0.4 GB. Names that are written by hand have fewer than ten.
"""
SEARCHED_BYTES = 32 * 1024 * 1024
"""The part of a text file that is searched for keys and for marks of merge conflicts."""
ZIP_DIRECTORY_BYTES = 32 * 1024 * 1024
"""The directory of a zip in bytes; the directory of 100,000 classes has about 10 MiB."""
ZIP_ENTRIES = 200_000
"""Records in the directory of a zip; each one needs some 700 bytes of memory."""
UNPACKED_BYTES = 256 * 1024 * 1024
"""Bytes of jars and wheels that one check unpacks: those in jars, and those in a zip that is checked. SZ001
reports a project that has more than the service's limit of about this size.
"""
