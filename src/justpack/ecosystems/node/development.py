"""Whether a command of a script starts a development server."""

from __future__ import annotations

from justpack.ecosystems.node.scripts import Command, unclear
from justpack.facts.node.development_servers import SERVERS, DevelopmentServer

_SUBCOMMANDS = frozenset(
    ("build", "export", "help", "info", "init", "install", "lint", "optimize", "prebuild", "preview", "start", "watch")
)
"""Subcommands of the programs that are a development server without one."""
_BY_PROGRAM = {
    program: tuple(server for server in SERVERS if server.program == program)
    for program in dict.fromkeys(server.program for server in SERVERS)
}
_RUN_BY_NODE = (".js", ".mjs", ".cjs")
_NO_SERVER = frozenset({"-h", "--help", "-v", "--version"})


def server_of(command: Command) -> DevelopmentServer | None:
    """The development server that the command starts, or None."""
    arguments = command.words[1:]
    if not _NO_SERVER.isdisjoint(arguments):
        return None
    for server in _BY_PROGRAM.get(command.program, ()):
        if _fits(server, _first(server, arguments), arguments):
            return server
    return None


def instead(server: DevelopmentServer, command: Command) -> str:
    """Return what to do in production, with the file that the command names."""
    files = [word for word in command.words[1:] if word.endswith(_RUN_BY_NODE) and not word.startswith("-")]
    if "{file}" in server.instead and (not files or unclear(files[-1])):
        return server.unnamed
    return server.instead.replace("{file}", files[-1] if files else "")


def _first(server: DevelopmentServer, arguments: tuple[str, ...]) -> str:
    """Return the first argument that is neither an option nor, as far as is known, the value of one."""
    before = ""
    for word in arguments:
        value = before.startswith("-") and "=" not in before
        if not word.startswith("-") and (not value or word in server.first or word in _SUBCOMMANDS):
            return word
        before = word
    return ""


def _fits(server: DevelopmentServer, first: str, arguments: tuple[str, ...]) -> bool:
    if server.options:
        begins = not server.first or first in server.first
        return begins and any(word.partition("=")[0] in server.options for word in arguments)
    if server.first == {""}:
        return True  # the program has no subcommands
    return first in server.first or ("" in server.first and not _is_subcommand(first))


def _is_subcommand(word: str) -> bool:
    """Whether a first argument may be another subcommand, such as `build`: it is a word and names no file."""
    return word.isalpha()
