"""The modules that servers load, the attribute that each of them takes, and the scripts and modules that python runs.

Without an attribute, gunicorn and uWSGI take `application`, and Hypercorn `app` (docs.gunicorn.org, running; the
documentation of uWSGI and Hypercorn). Flask and Celery also find an app under any name (flask.palletsprojects.com,
command line; docs.celeryq.dev, application).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from justpack.ecosystems.python.start.shell import Surroundings, Word
from justpack.ecosystems.python.start.started import Attribute, Started, of_word

SERVERS = frozenset(
    {"gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "uwsgi", "sanic", "taskiq", "litestar"}
)
LOADERS = frozenset({"celery", "flask"})
"""Programs that load the module that `-A` or `--app` names (docs.celeryq.dev; flask.palletsprojects.com)."""
_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_ATTRIBUTE = r"(?::(?P<attribute>[A-Za-z_]\w*)(?:\.\w+)*(?:\(.*)?)"
_MODULE = re.compile(rf"(?P<module>{_NAME})(?:{_ATTRIBUTE}|(?<=\.[aw]sgi))")
_PLAIN = re.compile(rf"(?P<module>{_NAME}){_ATTRIBUTE}?")
_LOADED_FILE = re.compile(rf"(?P<path>[\w./-]+\.py){_ATTRIBUTE}?")
_NAMES_FILE = frozenset({"--wsgi-file", "--file", "--pyrun"})
"""Options of uWSGI whose value is a file (uwsgi-docs.readthedocs.io, options)."""
_NAMES_MODULE = frozenset({"--module", "-w", "--wsgi"})
"""Options of uWSGI whose value is a module."""
_OTHER_VALUES = frozenset(
    {
        *("-c", "--config", "-k", "--worker-class", "--logger-class", "-b", "--bind", "-n", "--name", "-e", "--env"),
        *("--log-config", "--interface", "--loop", "--http", "--ws", "--lifespan", "--socket", "-s", "--uds", "--fd"),
    }
)
"""Options of the servers whose value may look like `module:attribute` and is not the app."""
_ADDS = frozenset({"--pythonpath", "--app-dir", "--python-path", "--pp"})
"""Options of gunicorn, uvicorn and uWSGI that add a folder in which modules are searched."""
_FLAGS = frozenset(
    {
        *("--reload", "--preload", "--daemon", "-D", "--sendfile", "--no-sendfile", "--capture-output", "-R"),
        *("--enable-stdio-inheritance", "--reuse-port", "--spew", "--check-config", "--print-config", "--debug"),
    }
)
"""Options of gunicorn and Hypercorn without a value."""
_DEFAULTS: Mapping[str, str] = {"gunicorn": "application", "hypercorn": "app", "uwsgi": "application"}
_FLASK = Attribute(("app", "application", "create_app", "make_app"), instance=True, written=False)
_CELERY = Attribute(("app", "celery"), instance=True, written=False)


def app(name: str, arguments: Sequence[Word], around: Surroundings, *, by_python: bool) -> Started | None:
    """Return the app that a server or loader takes. `by_python` is whether it is run with `python -m`."""
    if name in LOADERS:
        return _loaded(name, arguments, around)
    return _served(name, arguments, around, by_python=by_python)


def script(word: Word, around: Surroundings) -> Started | None:
    """Return the Python file that a word names, or None."""
    below = around.inside(word.text) if re.fullmatch(r"[\w./-]+\.py", word.text) else None
    if below is None:
        return None
    bare = len(word.text.removeprefix("./"))
    more = around.python_path()
    folders = None if more is None else (*map(posixpath.dirname, below.folders), *more)
    return replace(of_word(below.folders, word), start=word.end - bare, folders=folders)


def main_module(word: Word, around: Surroundings) -> Started | None:
    """Return the module that `python -m` runs: a module, or the file __main__.py of a package."""
    if not re.fullmatch(_NAME, word.text):
        return None
    bases = _bases(word.text, around, ())
    files = tuple(each for base in bases or () for each in (f"{base}.py", f"{base}/__main__.py"))
    folders = _folders(word.text, bases or ())
    return replace(of_word(files, word), module=word.text, kind="main module", folders=folders) if files else None


def _bases(module: str, around: Surroundings, added: Sequence[str], *, here: bool = True) -> tuple[str, ...] | None:
    """Return the paths without an ending at which a module may be; None if a folder is unknown."""
    more = around.python_path()
    if more is None:
        return None
    folders = [*added, *more, *(around.folders if here else ())]
    found = (posixpath.normpath(posixpath.join(folder, module.replace(".", "/"))) for folder in folders)
    return tuple(dict.fromkeys(found))


def _folders(module: str, bases: Sequence[str]) -> tuple[str, ...]:
    """Return the folders in which a module is searched, from the paths at which it may be."""
    return tuple(base.removesuffix(module.replace(".", "/")).rstrip("/") for base in bases)


def _module(
    word: Word, module: str, attribute: Attribute | None, bases: Sequence[str], *, more: Sequence[str] = ()
) -> Started:
    files = [each for base in bases for each in (f"{base}.py", f"{base}/__init__.py")]
    found = of_word((*files, *more), word)
    folders = _folders(module, bases)
    end = word.start + len(module)
    return replace(found, end=end, module=module, kind="module", attribute=attribute, folders=folders)


def _served(server: str, arguments: Sequence[Word], around: Surroundings, *, by_python: bool) -> Started | None:
    added: list[str] = []
    found: tuple[Word, re.Match[str]] | None = None
    bare: tuple[Word, re.Match[str]] | None = None
    file: Word | None = None
    here, callable_ = True, _DEFAULTS.get(server)
    for index, word in enumerate(arguments):
        before = arguments[index - 1].text if index else ""
        if before in _OTHER_VALUES:
            continue
        name, equals, _ = word.text.partition("=")
        following = arguments[index + 1 : index + 2]
        value = word.after(f"{name}=") if equals else next(iter(following), None)
        if name in _ADDS and value is not None:
            below = around.inside(value.text)
            if below is None:
                return None
            added += below.folders
            here = here and not (server == "uvicorn" and not by_python)
        elif server == "uwsgi" and name in _NAMES_FILE:
            file = value
        elif server == "uwsgi" and name == "--callable" and value is not None:
            callable_ = value.text
        elif server == "uwsgi" and (name in ("--ini", "--yaml", "--json", "--xml") or word.text.endswith(".ini")):
            return None  # a file of settings names the app
        elif server == "uwsgi" and equals and name in _NAMES_MODULE and value is not None:
            match = _PLAIN.fullmatch(value.text)
            found = (value, match) if match is not None else found
        elif found is None:
            pattern = _PLAIN if server == "uwsgi" and before in _NAMES_MODULE else _MODULE
            match = pattern.fullmatch(word.text)
            found = (word, match) if match is not None else None
            if bare is None and server in ("gunicorn", "hypercorn") and _is_positional(before, word):
                match = _PLAIN.fullmatch(word.text)
                bare = (word, match) if match is not None else None
    if file is not None:
        return _with_attribute(script(file, around), callable_) if not added else None
    found = found or bare
    if found is None:
        return None
    word, match = found
    bases = _bases(match["module"], around, added, here=here)
    attribute = match["attribute"] or callable_
    named = Attribute((attribute,), written=match["attribute"] is not None) if attribute else None
    return _module(word, match["module"], named, bases) if bases else None


def _with_attribute(found: Started | None, name: str | None) -> Started | None:
    return replace(found, attribute=Attribute((name,), written=False)) if found is not None and name else found


def _is_positional(before: str, word: Word) -> bool:
    """Whether a word is an argument and not the value of an option."""
    if re.search(r"[<>]", word.text) or before.endswith((">", "<")):
        return False
    return not before.startswith("-") or "=" in before or before in _FLAGS


def _loaded(loader: str, arguments: Sequence[Word], around: Surroundings) -> Started | None:
    named = around.variables.get("FLASK_APP") if loader == "flask" else around.variables.get("CELERY_APP")
    for index, word in enumerate(arguments):
        option, equals, _ = word.text.partition("=")
        if option in ("-A", "--app"):
            named = word.after(f"{option}=") if equals else next(iter(arguments[index + 1 :]), None)
            break
        if loader == "celery" and re.fullmatch(r"-A\w[\w.:]*", word.text):
            named = word.after("-A")
            break
    if named is None:
        return None
    file = _LOADED_FILE.fullmatch(named.text) if loader == "flask" else None
    default = _FLASK if loader == "flask" else _CELERY
    if file is not None:
        found = script(Word(file["path"], named.start), around)
        attribute = Attribute((file["attribute"],)) if file["attribute"] else default
        return replace(found, attribute=attribute, written=named.text) if found is not None else None
    match = _PLAIN.fullmatch(named.text)
    bases = _bases(match["module"], around, ()) if match is not None else None
    if match is None or bases is None:
        return None
    attribute = Attribute((match["attribute"],)) if match["attribute"] else default
    more: list[str] = []
    if loader == "celery":
        more = [f"{base}/celery.py" for base in bases] if attribute is default else []
        for base in bases:  # the last name may be an attribute: `proj.celery_app`
            parent = base.rpartition("/")[0]
            more += [f"{parent}.py", f"{parent}/__init__.py"] if parent and "." in match["module"] else []
    return _module(named, match["module"], attribute, bases, more=more)
