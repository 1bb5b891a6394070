"""Modules that were removed from Python's standard library, and their replacements.

Sources: docs.python.org, What's New In Python 3.12 and 3.13 (Removed; PEP 594, PEP 632), and the packages on PyPI that
provide a removed module under its old name.
"""

from __future__ import annotations

from collections.abc import Mapping

from justpack.frozen import frozen

SOURCE = "docs.python.org: whatsnew/3.12, whatsnew/3.13; PEP 594; PEP 632"
DATE = "2026-11-24"


@frozen
class Removed:
    """A module that was removed from the standard library."""

    removed: tuple[int, int]
    """The first version of Python without the module."""
    instead: str
    """The recommended replacement, as shown to users."""
    packages: tuple[str, ...] = ()
    """Normalized names of distributions that provide the module under its old name."""


def _dead(instead: str, *packages: str) -> Removed:
    """A module that PEP 594 removed; most are available as the distribution `standard-NAME`."""
    return Removed((3, 13), instead, packages)


REMOVED: Mapping[str, Removed] = {
    "xml.etree.cElementTree": Removed((3, 9), "use xml.etree.ElementTree"),
    "binhex": Removed((3, 11), "use base64 or binascii"),
    "asynchat": Removed((3, 12), "use asyncio, or add pyasynchat", ("pyasynchat", "standard-asynchat")),
    "asyncore": Removed((3, 12), "use asyncio, or add pyasyncore", ("pyasyncore", "standard-asyncore")),
    "distutils": Removed((3, 12), "use sysconfig, shutil or packaging; setuptools carries a copy", ("setuptools",)),
    "imp": Removed((3, 12), "use importlib", ("zombie-imp", "standard-imp")),
    "smtpd": Removed((3, 12), "use aiosmtpd", ("standard-smtpd",)),
    "aifc": _dead("add standard-aifc", "standard-aifc"),
    "audioop": _dead("add audioop-lts", "audioop-lts"),
    "cgi": _dead("use urllib.parse or email.message, or add legacy-cgi", "legacy-cgi", "standard-cgi"),
    "cgitb": _dead("add legacy-cgi", "legacy-cgi", "standard-cgitb"),
    "chunk": _dead("add standard-chunk", "standard-chunk"),
    "crypt": _dead("use hashlib, bcrypt or argon2-cffi, or add crypt-r", "crypt-r", "standard-crypt"),
    "imghdr": _dead("use filetype or puremagic, or add standard-imghdr", "standard-imghdr"),
    "lib2to3": _dead("use libcst or parso"),
    "mailcap": _dead("use mimetypes, or add standard-mailcap", "standard-mailcap"),
    "msilib": _dead("it only worked on Windows"),
    "nis": _dead("there is no replacement"),
    "nntplib": _dead("add standard-nntplib", "standard-nntplib"),
    "ossaudiodev": _dead("use pygame or sounddevice"),
    "pipes": _dead("use subprocess and shlex, or add standard-pipes", "standard-pipes"),
    "sndhdr": _dead("use filetype or puremagic, or add standard-sndhdr", "standard-sndhdr"),
    "spwd": _dead("use python-pam"),
    "sunau": _dead("add standard-sunau", "standard-sunau"),
    "telnetlib": _dead("use telnetlib3 or Exscript, or add standard-telnetlib", "standard-telnetlib"),
    "tkinter.tix": _dead("use tkinter.ttk"),
    "typing.io": _dead("import the name from typing"),
    "typing.re": _dead("import the name from typing, or from re"),
    "uu": _dead("use base64, or add standard-uu", "standard-uu"),
    "xdrlib": _dead("add standard-xdrlib", "standard-xdrlib"),
}
