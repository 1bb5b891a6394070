"""Arguments in, exit code out: which command runs, and what becomes of an error?"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, cast

import click

from justpack._version import __version__
from justpack.cli import errors
from justpack.cli.names import COMMANDS
from justpack.cli.signals import Terminated, on_hangup, on_terminate
from justpack.errors import JustpackError, UsageError


class _Lazy(click.Group):
    """Each command lives in a module of its own, imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", import_module(f"justpack.cli.{COMMANDS[cmd_name]}.{cmd_name}").command)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="justpack")
def main() -> None:
    """The runtime a JustDeploy project will get, and why; its checks, its zip, its deployment."""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command line: never returns, never shows a traceback for an input."""
    # A closed stdout or stderr is None, which not everybody expects; what is said to it reaches nobody.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _speak_utf8(arguments)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    sys.exit(invoke(sys.argv[1:] if arguments is None else list(arguments)))


def _speak_utf8(arguments: Sequence[str] | None) -> None:
    """Begin again in Python's UTF-8 mode (PEP 540) where a legacy locale would read the names of files differently:
    the zip must not depend on it."""
    if arguments is None and sys.getfilesystemencoding() not in ("utf-8", "utf8") and not sys.flags.utf8_mode:
        sys.stdout.flush()
        command: list[str | bytes] = [sys.executable, "-X", "utf8", "-m", "justpack"]
        command += map(os.fsencode, sys.argv[1:])
        os.execv(sys.executable, command)  # noqa: S606


def invoke(arguments: list[str]) -> int:
    """Run one command line and give its exit code."""
    previous = _watch_signals()
    try:
        return _guarded(arguments)
    except BrokenPipeError:
        return errors.broken_pipe()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _guarded(arguments: list[str]) -> int:
    """The command, and what is said where it cannot finish; saying it may break a pipe too."""
    try:
        _stand_somewhere()
        # Not `main.main`: that would take a reader gone from our pipe for a failure of the project.
        with main.make_context("justpack", list(arguments)) as context:  # it takes the list apart
            code = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        return errors.usage(arguments, error)
    except JustpackError as error:
        return errors.known(arguments, error)
    except (KeyboardInterrupt, click.Abort, Terminated) as error:
        return errors.interrupted(arguments, error)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug is said in one line
        return errors.bug(arguments, error)
    return code if isinstance(code, int) else 0


def _stand_somewhere() -> None:
    try:
        os.getcwd()
    except OSError:
        raise UsageError("the current folder does not exist any more", help="go to one that does") from None


def _watch_signals() -> dict[int, signal._HANDLER]:
    """TERM and HUP raise, so that what is half done is undone on the way out. Gives what was there before."""
    wanted: dict[str, object] = {"SIGTERM": on_terminate, "SIGHUP": on_hangup}
    previous: dict[int, signal._HANDLER] = {}
    for name, handler in wanted.items():
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            before = signal.getsignal(number)
            if before is signal.SIG_IGN:
                continue  # nohup: whoever started us wants it ignored
            signal.signal(number, cast("signal._HANDLER", handler))
            previous[number] = before
        except ValueError:  # not in the main thread: the caller's own handlers stand
            break
    return previous
