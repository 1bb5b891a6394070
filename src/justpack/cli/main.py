"""Run a command line: choose the command, and turn an error into a message and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from justpack._version import __version__
from justpack.cli import errors, signals
from justpack.cli.commands import LazyGroup
from justpack.errors import JustpackError, UsageError

COMPLETE = "_JUSTPACK_COMPLETE"
"""The environment variable by which a shell asks for its completion script, or for the words that complete a line."""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="justpack")
def main() -> None:
    """Predict the runtime of a JustDeploy project, check it, pack it and deploy it."""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit. No input results in a traceback."""
    # A closed stdout or stderr is None, which libraries do not expect; output to it is discarded.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _require_utf8(arguments)
    if arguments is None and os.environ.get(COMPLETE):
        sys.exit(_complete(os.environ[COMPLETE]))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    if arguments is None:
        gc.set_threshold(50_000)  # the default collects several times during the imports and frees nothing
    sys.exit(invoke(sys.argv[1:], ends=True) if arguments is None else invoke(list(arguments)))


def _complete(instruction: str) -> int:
    """Print the completion script of a shell, or the words that complete a command line; return the exit code."""
    from click.shell_completion import shell_complete

    from justpack.cli import shells

    shells.add()
    try:
        code = shell_complete(main, {}, "justpack", COMPLETE, instruction)
        sys.stdout.flush()
    except BrokenPipeError:
        return errors.broken_pipe()
    except OSError as error:
        return errors.no_room([], error)
    if code:
        print(f"error: {COMPLETE} is {instruction!r}", file=sys.stderr)  # noqa: T201
        print("  = help: use bash_source, zsh_source or fish_source", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _require_utf8(arguments: Sequence[str] | None) -> None:
    """Start again in Python's UTF-8 mode (PEP 540) if a legacy locale would decode file names differently.

    The zip must not depend on the locale.
    """
    if arguments is None and sys.getfilesystemencoding() not in ("utf-8", "utf8") and not sys.flags.utf8_mode:
        sys.stdout.flush()
        command: list[str | bytes] = [sys.executable, "-X", "utf8", "-m", "justpack"]
        command += map(os.fsencode, sys.argv[1:])
        os.execv(sys.executable, command)  # noqa: S606


def invoke(arguments: list[str], *, ends: bool = False) -> int:
    """Run one command line and return its exit code; `ends` if the process ends with it."""
    with signals.raising(ends=ends):
        try:
            code = _guarded(arguments)
            errors.discard_unwritten()
        except BrokenPipeError:
            return errors.broken_pipe()
        return code


def _guarded(arguments: list[str]) -> int:
    """Run the command and report an error. Raises BrokenPipeError if the reader of stdout has closed it."""
    try:
        _require_current_folder()
        # Not `main.main`: it returns exit code 1 for a broken pipe.
        with main.make_context("justpack", list(arguments)) as context:  # it changes the list
            code = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        return errors.usage(arguments, error)
    except JustpackError as error:
        return errors.known(arguments, error)
    except (KeyboardInterrupt, click.Abort, signals.Terminated, signals.Interrupted) as error:
        return errors.interrupted(arguments, error)
    except BrokenPipeError:
        raise
    except OSError as error:
        return errors.no_room(arguments, error) if errors.is_no_room(error) else errors.bug(arguments, error)
    except Exception as error:  # noqa: BLE001 - any other exception is a bug, reported in one line
        return errors.no_thread(arguments) if errors.is_no_thread(error) else errors.bug(arguments, error)
    return code if isinstance(code, int) else 0


def _require_current_folder() -> None:
    try:
        os.getcwd()
    except OSError:
        raise UsageError("the current folder no longer exists", help="change to a folder that exists") from None
