"""Writes the files of a mapping or of a commit to a temporary folder, so that they are read as any project is.

A commit is read with `git ls-tree` and `git cat-file`: no hook, filter or attribute of the repository runs, nothing is
fetched, and neither the working tree nor the index is touched. The folder has an index of its own, because ignore rules
do not affect the files that git tracks.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from justpack.errors import PackError, UsageError
from justpack.facts import manifests

_LINK, _SUBMODULE = "120000", "160000"
ABOVE = frozenset({manifests.GITIGNORE, manifests.JUSTPACKIGNORE, manifests.JUSTPACK_TOML, ".gitattributes"})
"""The files in the folders above a project that affect it."""
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
"""Variables that a git hook sets, and by which git would ignore the path."""
_NO_PROGRAMS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
"""Options by which git starts no program that a repository's configuration names."""
_KNOWN_FILTERS = frozenset(
    {
        *("git-lfs clean -- %f", "git-lfs clean %f", "git lfs clean %f", "git-lfs filter-process"),
        *("git-lfs smudge -- %f", "git-lfs smudge %f", "git lfs smudge %f"),
        *("git-crypt clean", "git-crypt smudge", '"git-crypt" clean', '"git-crypt" smudge'),
    }
)
"""Commands that git may run on a file to compare it: those that `git lfs install` and `git-crypt` write."""
_DIFF = ("--no-renames", "--no-ext-diff", "--ignore-submodules=dirty")
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class AbsentFolderError(UsageError):
    """A commit does not have the folder."""


@contextmanager
def of_files(files: Mapping[str, str | bytes]) -> Iterator[Path]:
    """Provide a folder with the files. Raises UsageError if a path is not one below a folder."""
    with _folder() as base:
        root = base / "project"
        with _reporting():
            (base / ".git").mkdir()  # nothing above is a part of the project
            root.mkdir()
        for path, content in files.items():
            if not _are_texts(path, content):
                raise TypeError(f"the files contain {path!r}: a path is a string, and its content is a string or bytes")
            parts = path.split("/")
            if not _is_safe(parts):
                raise UsageError(f"{path!r} is not the path of a file of the project", help="use a relative path")
            data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
            try:
                _write(root.joinpath(*parts), data, 0o644)
            except (FileExistsError, NotADirectoryError, ValueError):
                raise UsageError(f"{path!r} cannot be a file beside the others", help="use each path once") from None
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG:
                    raise UsageError(f"{path[:60]!r} … is too long for this system", help="shorten the path") from None
                raise _no_room(error) from None
        yield root


@contextmanager
def of_commit(folder: Path, ref: str) -> Iterator[Path]:
    """Provide a folder with the files that a commit has in a folder of a repository.

    Raises UsageError if the folder is in no repository or the ref is unknown, and AbsentFolderError, which is one, if
    the commit does not have the folder.
    """
    git = _Git(folder)
    commit = git.commit(ref)
    prefix = git.prefix()
    found = list(git.entries(commit, prefix))
    if prefix and not any(each.path.startswith(prefix) for each in found):
        message = f"{prefix.rstrip('/')} does not exist in {ref}"
        raise AbsentFolderError(message, help="name a commit that contains the folder")
    with _folder() as base, _reporting():
        home = base / ".git"
        home.mkdir()
        (home / "HEAD").write_text(f"{commit}\n")
        if len(commit) > 40:
            (home / "config").write_text(
                "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"
            )
        git.write_index(commit, home / "index")
        (base / prefix).mkdir(parents=True, exist_ok=True)
        git.write_files(found, base)
        yield base / prefix


def changed_paths(folder: Path, ref: str) -> Iterator[str]:
    """Yield the paths that differ between a commit and the working tree, and those that git neither tracks nor ignores.

    They are relative to the folder; one that is above it begins with `../`. Raises UsageError as `of_commit` does.
    """
    git = _Git(folder)
    commit, prefix = git.commit(ref), git.prefix()
    for path in git.changed(commit):
        yield os.path.relpath(path, prefix or ".").replace(os.sep, "/")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A path of a commit with its mode and the hash of its content."""

    mode: str
    hash: str
    path: str


class _Git:
    """Runs git on one repository, without the variables of a hook."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environ = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        self._environ |= {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
        self._environ |= {"LC_ALL": "C"}
        program = shutil.which("git")
        if program is None:
            raise UsageError("a ref is read with git, which was not found", help="install git")
        self._program = program

    def commit(self, ref: str) -> str:
        """Return the hash of the commit that a ref names. Raises UsageError if there is none."""
        if self._run("rev-parse", "--git-dir").returncode:
            raise UsageError(f"{self._folder} is not in a git repository", help="leave ref out, or name a repository")
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if "\0" in ref or found.returncode:
            if self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
                help = "fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` or `GIT_DEPTH: 0` in CI"
                raise UsageError(f"{ref!r} is not a commit of the repository, which is a shallow clone", help=help)
            raise UsageError(f"{ref!r} is not a commit of the repository", help="name a commit, a branch or a tag")
        return found.stdout.decode().strip()

    def prefix(self) -> str:
        """Return the path of the folder in the repository, with a slash at its end; "" for the root."""
        return os.fsdecode(self._run("rev-parse", "--show-prefix").stdout.rstrip(b"\n"))

    def entries(self, commit: str, prefix: str) -> Iterator[_Entry]:
        """Yield the paths below the prefix, and the files above it that affect a project."""
        done = self._run("ls-tree", "-r", "-z", "--full-tree", commit)
        if done.returncode:
            raise UsageError(f"git cannot read {commit}: {done.stderr.decode(errors='replace').strip()}")
        for line in done.stdout.split(b"\0")[:-1]:
            head, _, name = line.partition(b"\t")
            mode, _, hash = head.decode().split(" ")
            path = os.fsdecode(name)
            above, _, last = path.rpartition("/")
            affects = last in ABOVE and f"{prefix}".startswith(f"{above}/" if above else "")
            if (path.startswith(prefix) or affects) and _is_safe(path.split("/")):
                yield _Entry(mode, hash, path)

    def changed(self, commit: str) -> Iterator[str]:
        """Yield the changed and the new paths of the working tree, from the root of the repository."""
        calls = (
            (
                "diff",
                "--name-only",
                "--no-renames",
                "--no-ext-diff",
                "--ignore-submodules=dirty",
                "-z",
                commit,
                "--",
                ":/",
            ),
            ("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"),
        )
        self._turn_off_filters()
        for call in calls:
            done = self._run(*call)
            if done.returncode:
                raise UsageError(f"git cannot list changes: {done.stderr.decode(errors='replace').strip()}")
            yield from (os.fsdecode(path) for path in done.stdout.split(b"\0")[:-1])

    def write_index(self, commit: str, target: Path) -> None:
        """Write the index of a commit to a file."""
        self._environ["GIT_INDEX_FILE"] = os.path.abspath(target)
        done = self._run("read-tree", commit)
        del self._environ["GIT_INDEX_FILE"]
        if done.returncode:
            raise UsageError(f"git cannot read {commit}: {done.stderr.decode(errors='replace').strip()}")

    def write_files(self, entries: Sequence[_Entry], base: Path) -> None:
        """Write the contents: first files and submodules, then links, so that nothing is written through a link."""
        command = [self._program, "-C", str(self._folder), *_NO_PROGRAMS, "cat-file", "--batch"]
        with subprocess.Popen(  # noqa: S603 - the program is git, and the arguments are fixed
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environ
        ) as process:
            for entry in sorted(entries, key=lambda each: each.mode == _LINK):
                target = base / entry.path
                if entry.mode == _SUBMODULE:
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                data = _object(process, entry)
                if entry.mode == _LINK:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.symlink(data, os.fsencode(target))
                else:
                    _write(target, data, 0o755 if entry.mode == "100755" else 0o644)

    def _turn_off_filters(self) -> None:
        """Let git run no filter of the repository's configuration, which can be any program.

        A file with such a filter counts as changed if git cannot tell by its size and time.
        """
        done = self._run("config", "-z", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$")
        found = [line.partition(b"\n") for line in done.stdout.split(b"\0")[:-1]]
        unknown = {key.rpartition(b".")[0] for key, _, value in found if os.fsdecode(value) not in _KNOWN_FILTERS}
        count = self._environ.get("GIT_CONFIG_COUNT", "")
        number = int(count) if count.isdecimal() else 0
        for section in sorted(unknown):
            for name, value in (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")):
                self._environ[f"GIT_CONFIG_KEY_{number}"] = f"{os.fsdecode(section)}.{name}"
                self._environ[f"GIT_CONFIG_VALUE_{number}"] = value
                number += 1
        if unknown:
            self._environ["GIT_CONFIG_COUNT"] = str(number)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        if any("\0" in each for each in arguments):
            return subprocess.CompletedProcess(arguments, 1, b"", b"")
        command = [self._program, "-C", str(self._folder), *_NO_PROGRAMS, *arguments]
        return subprocess.run(command, env=self._environ, capture_output=True, check=False)  # noqa: S603


def _object(process: subprocess.Popen[bytes], entry: _Entry) -> bytes:
    """Return the content of a file. Raises UsageError if the repository does not have it (a partial clone)."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{entry.hash}\n".encode())
    process.stdin.flush()
    head = process.stdout.readline().split()
    if len(head) != 3:
        process.stdin.close()
        raise UsageError(f"{entry.path} is not in the repository", help="fetch the whole commit first")
    data = process.stdout.read(int(head[2]))
    process.stdout.read(1)
    return data


def _are_texts(path: object, content: object) -> bool:
    """Return whether a path and its content have the right types, which a caller without a type checker may miss."""
    return isinstance(path, str) and isinstance(content, str | bytes | bytearray | memoryview)


def _is_safe(parts: Sequence[str]) -> bool:
    """Whether the parts of a path stay below a folder and outside its `.git`."""
    return not any(part in ("", ".", "..") or "\0" in part for part in parts) and parts[0].lower() != ".git"


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, _FLAGS, mode), "wb") as file:
        file.write(data)


@contextmanager
def _folder() -> Iterator[Path]:
    """Provide a temporary folder. Raises PackError if it cannot be made."""
    import tempfile

    try:
        folder = tempfile.TemporaryDirectory(prefix="justpack-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_room(error) from None
    with folder as name:
        yield Path(os.path.realpath(name))


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _no_room(error) from None


def _no_room(error: OSError) -> PackError:
    reason = (error.strerror or str(error)).lower()
    return PackError(f"a temporary folder cannot be written: {reason}", help="set TMPDIR to a folder with space")
