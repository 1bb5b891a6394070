"""Types of the options that name a file to write.

`pathlib` drops a slash at the end, so these types look at the text: `out/` is a folder, and `-` is stdout and never a
file of that name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from justpack.errors import UsageError
from justpack.frozen import frozen

STDOUT = Path("-")
"""The value of `-o` that writes the zip to stdout."""

_STDOUT_NAMES = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_STREAM_NAMES = (*_STDOUT_NAMES, "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2")
_SLASHES = tuple(each for each in (os.sep, os.altsep) if each)


@frozen
class ZipTarget:
    """The value of `-o`: a file, a folder or stdout."""

    text: str

    def file(self, project: Path) -> Path:
        """Return the path of the zip, or `STDOUT`. In a folder, the zip has the name of the project's folder.

        Raises UsageError if the folder does not exist, or the value is not the name of a file.
        """
        if not self.text:
            raise UsageError("the path of the zip is empty", help="name the file: -o app.zip")
        if self.text in _STDOUT_NAMES:
            return STDOUT
        path = _path(self.text)
        if self.text.endswith(_SLASHES):
            if not os.path.isdir(path):
                what = "is not a folder" if os.path.lexists(path) else "is a folder that does not exist"
                raise UsageError(f"{self.text} {what}", help="make the folder first, or name a file: -o app.zip")
            return path / f"{os.path.basename(os.path.realpath(project)) or 'app'}.zip"
        if not path.name or path.name == "..":
            raise UsageError(f"{path} is a folder", help="name the file: -o app.zip")
        return path

    def folder(self) -> Path:
        """Return the folder for the zips of many projects. Raises UsageError if the value is not a folder."""
        return _folder(self.text, "-o", "add -o DIR/ for many projects")


@frozen
class OutputPlace:
    """The value of an option that names a file to write, or for many projects a folder with a file for each."""

    text: str
    option: str

    def file(self) -> Path:
        """Return the path of the file. Raises BadParameter if the text is not the name of a file."""
        try:
            return output_file(self.text)
        except click.BadParameter as error:
            error.ctx, error.param_hint = click.get_current_context(silent=True), f"'{self.option}'"
            raise

    def files(self, paths: Sequence[str], suffix: str, *, write: bool = True) -> list[Path]:
        """Return the file of each project below the folder, and make the folders that they need if `write` is set.

        Raises UsageError if the value is not a folder, and PackError if a file cannot be written.
        """
        from justpack.archive.atomic_write import make_folder
        from justpack.projects import output_names

        folder = _folder(self.text, self.option, f"each project gets a file of its own: {self.option} DIR/")
        found = output_names.files(paths, folder, suffix)
        for file in found if write else ():
            make_folder(file.parent)
        return found


def output_place(option: str) -> Callable[[str], OutputPlace]:
    """Return the type of an option that names a file, or a folder for many projects."""

    def convert(text: str) -> OutputPlace:
        return OutputPlace(text, option)

    convert.__name__ = "path"
    return convert


def output_file(text: str) -> Path:
    """Return the path of a file to write. Raises BadParameter if the text is not the name of a file."""
    if text in _STREAM_NAMES:
        raise click.BadParameter(f"{text} is not a file; name a file to write")
    if not text:
        raise click.BadParameter("the path is empty; name a file to write")
    if text.endswith(_SLASHES) or text in (".", ".."):
        raise click.BadParameter(f"`{text}` is not the name of a file; name a file to write")
    return _path(text)


def _folder(text: str, option: str, help: str) -> Path:
    """Return the path of a folder, which need not exist if a slash ends it. Raises UsageError if it is none."""
    path = _path(text) if text else Path()
    if not text or text in _STREAM_NAMES or not (text.endswith(_SLASHES) or os.path.isdir(path)):
        raise UsageError(f"{text or f'the value of {option}'} is not a folder", help=help)
    return path


def _path(text: str) -> Path:
    """Return the path; a file whose name is `-` gets its absolute path, so that it is not taken for stdout."""
    path = Path(text)
    return Path(os.path.abspath(path)) if path == STDOUT else path
