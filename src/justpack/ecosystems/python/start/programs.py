"""The files, modules and folders that one command of a shell starts, by the programs that it runs.

Servers take an app from a module, runners run a file, and `python` runs a file or, with `-m`, a module. Words before
the program (`poetry run`, `newrelic-admin run-program`) are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from justpack.ecosystems.python.start import apps, shell
from justpack.ecosystems.python.start.shell import Command, Surroundings, Word
from justpack.ecosystems.python.start.started import Started, of_word

_SHELLS = frozenset({"sh", "bash", "dash"})
_SHELL_SCRIPT = re.compile(r"(?:\./)?[\w-][\w./-]*\.sh")
_PYTHON = re.compile(r"(?:.*/)?python3?(?:\.\d+)?t?$")
_VALUED = frozenset({"-W", "-X", "--check-hash-based-pycs"})
"""Options of python whose value is the next word (docs.python.org/3/using/cmdline.html). -c and -m run no file."""
_UV_VALUED = frozenset(
    {
        *("--extra", "--no-extra", "--group", "--no-group", "--only-group", "--env-file", "--with", "--with-editable"),
        *(
            "--with-requirements",
            "--package",
            "--python",
            "-p",
            "--directory",
            "--project",
            "--index",
            "-i",
            "-f",
            "-P",
        ),
        *("--default-index", "--index-url", "--extra-index-url", "--find-links", "--index-strategy", "--link-mode"),
        *("--keyring-provider", "--resolution", "--prerelease", "--fork-strategy", "--config-setting", "-C", "--color"),
        *("--exclude-newer", "--cache-dir", "--config-file", "--allow-insecure-host", "--refresh-package"),
        *("--reinstall-package", "--upgrade-package", "--no-build-package", "--no-binary-package"),
        *("--python-platform", "--no-build-isolation-package", "--upgrade-group", "--config-settings-package"),
        *("-w", "--no-editable-package", "--prerelease-package", "--exclude-newer-package", "--no-sources-package"),
    }
)
"""Options of `uv run` whose value is the next word (docs.astral.sh/uv/reference/cli)."""
_RUNNERS: Mapping[str, frozenset[str]] = {
    "streamlit": frozenset({"run"}),
    "fastapi": frozenset({"run", "dev"}),
    "chainlit": frozenset({"run"}),
    "solara": frozenset({"run"}),
    "panel": frozenset({"serve"}),
}
"""Programs that run a file, and the words of which one precedes the file."""
_CONFIGURED = frozenset({("gunicorn", "-c"), ("gunicorn", "--config"), ("uwsgi", "--ini")})
"""The options that name a file of settings."""
_DIRECTORY: Mapping[str, tuple[str, ...]] = {
    "uv": ("--directory",),
    "poetry": ("--directory", "-C"),
    "env": ("--chdir", "-C"),
    "gunicorn": ("--chdir",),
    "uwsgi": ("--chdir", "--chdir2"),
    "granian": ("--working-dir",),
    "celery": ("--workdir",),
}
"""The options with which a program changes into a folder, and stops if the folder does not exist."""


def started(command: Command) -> Iterator[Started]:
    """Yield what a command starts if it is clear; the folder to which it changes first."""
    if command.changes_to is not None:
        if command.mark == "&&":
            yield _folder(command.changes_to, command.around)
        return
    if command.mark == "||":  # a command before `||` may fail
        return
    for each in _started(command.words, command.around):
        yield each if command.around.quiet else replace(each, first=False)


def _folder(word: Word, around: Surroundings) -> Started:
    moved = around.inside(word.text)
    return replace(of_word(moved.folders if moved is not None else (), word), kind="folder")


def _moved(name: str, arguments: Sequence[Word], around: Surroundings) -> tuple[Started | None, Surroundings] | None:
    """Return the folder that an option names, and the surroundings in it; None if the folder is unknown."""
    for index, word in enumerate(arguments):
        option, equals, _ = word.text.partition("=")
        if option in _DIRECTORY.get(name, ()):
            following = arguments[index + 1 : index + 2]
            named = [word.after(f"{option}=")] if equals else following
            below = around.inside(named[0].text) if named else None
            if below is None:
                return None
            return replace(of_word(below.folders, named[0]), kind="folder"), below
    return None, around


def _started(words: Sequence[Word], around: Surroundings) -> Iterator[Started]:
    """Yield what the first server, Python or shell of a command runs, and the file of its settings."""
    by_python = False
    seen: set[str] = set()
    for index, word in enumerate(words):
        name = word.text.rpartition("/")[2]
        if name in _DIRECTORY and name not in seen:
            seen.add(name)
            moved = _moved(name, words[index + 1 :], around)
            if moved is None:
                return
            folder, around = moved
            if folder is not None:
                yield folder
        if name in apps.SERVERS or name in apps.LOADERS:
            arguments = words[index + 1 :]
            found = apps.app(name, arguments, around, by_python=by_python)
            yield from filter(None, (found, _settings(name, arguments, around)))
            return
        if name in _RUNNERS:
            run = _run(words[index + 1 :], _RUNNERS[name], around)
            yield from filter(None, (run,))
            return
        if _PYTHON.match(word.text):
            by_python = True
            # a line can name Python many times, so only the next words are copied
            arguments = words[index + 1 : index + 1 + _NEXT]
            if any(each.text.rpartition("/")[2] in _KNOWN for each in arguments[:3]):
                continue  # `python -m gunicorn`
            file = _python(arguments, around)
            yield from filter(None, (file,))
            if file is not None:
                return
        if name == "run" and index and words[index - 1].text.rpartition("/")[2] == "uv":
            file = _by_uv(words[index + 1 : index + 1 + _NEXT], around)
            yield from filter(None, (file,))
            if file is not None:
                return
        if name in _SHELLS or (_SHELL_SCRIPT.fullmatch(word.text) and index == 0):
            yield from _of_shell(words[index + 1 :] if name in _SHELLS else [word], around)
            return


_NEXT = 40
"""The most words after `python` that are read for its options and its file."""
_KNOWN = apps.SERVERS | apps.LOADERS | _RUNNERS.keys()


def _of_shell(arguments: Sequence[Word], around: Surroundings) -> Iterator[Started]:
    """Yield the script that a shell runs, or what the commands after `-c` start."""
    for index, word in enumerate(arguments):
        if re.fullmatch(r"-[a-z]*c", word.text):
            following = arguments[index + 1 : index + 2]
            for command in shell.commands(following[0].text, following[0].start, around) if following else ():
                if any(each.text in _SHELLS for each in command.words):
                    return
                yield from started(command)
            return
        if not word.text.startswith("-"):
            below = around.inside(word.text)
            if _SHELL_SCRIPT.fullmatch(word.text) and below is not None:
                yield of_word(below.folders, word)
            return


def _settings(server: str, arguments: Sequence[Word], around: Surroundings) -> Started | None:
    """Return the file of settings that gunicorn or uWSGI reads and stops without."""
    for index, word in enumerate(arguments):
        option, equals, _ = word.text.partition("=")
        named: Word | None = None
        if (server, option) in _CONFIGURED:
            named = word.after(f"{option}=") if equals else next(iter(arguments[index + 1 :]), None)
        elif server == "uwsgi" and index == 0 and word.text.endswith(".ini"):
            named = word
        if named is not None and re.fullmatch(r"(?:\./)?\w[\w./-]*\.(?:py|ini)", named.text):
            below = around.inside(named.text)
            return None if below is None else replace(of_word(below.folders, named), kind="settings")
    return None


def _python(arguments: Sequence[Word], around: Surroundings) -> Started | None:
    """Return the file that python runs, or the module after -m."""
    skip = False
    for index, word in enumerate(arguments):
        if skip:
            skip = False
        elif word.text.startswith("-") and not word.text.startswith("--"):
            letters = re.match(r"-(?P<others>[A-Za-z]*?)(?P<last>[mc])(?P<rest>.*)", word.text)
            if letters is not None and word.text[:2] not in ("-W", "-X"):
                if letters["last"] == "c" or set(letters["others"]) & set("IP"):
                    return None
                rest = word.after(word.text[: letters.start("rest")])
                named = [rest] if rest.text else arguments[index + 1 : index + 2]
                isolated = any(each.text in ("-I", "-P") for each in arguments[:index])
                return apps.main_module(named[0], around) if named and not isolated else None
            skip = word.text in _VALUED
        elif word.text.startswith("-"):
            skip = word.text in _VALUED
        else:
            isolated = any(re.match(r"-[A-Za-z]*[IP]", each.text) for each in arguments[:index])
            found = apps.script(word, around)
            return None if found is None else replace(found, kind="script", folders=None if isolated else found.folders)
    return None


def _by_uv(arguments: Sequence[Word], around: Surroundings) -> Started | None:
    """Return the file or the module that `uv run` gives to Python; None if it runs another program."""
    ahead = iter(arguments)
    for word in ahead:
        if word.text in ("-m", "--module"):
            named = next(ahead, None)
            return apps.main_module(named, around) if named is not None else None
        if word.text in _UV_VALUED:
            next(ahead, None)
        elif not word.text.startswith("-"):
            found = apps.script(word, around)
            return replace(found, kind="script") if found is not None else None
    return None


def _run(arguments: Sequence[Word], before: frozenset[str], around: Surroundings) -> Started | None:
    """Return the first Python file after one of the words `before`, or None."""
    begun = False
    for word in arguments:
        if begun and word.text.endswith(".py"):
            return apps.script(word, around)
        begun = begun or word.text in before
    return None
