"""Whether a command of a script starts a development server."""

from __future__ import annotations

from justpack.ecosystems.node.scripts import Command
from justpack.facts.node.development_servers import SERVERS, DevelopmentServer

_NO_SERVER = frozenset({"-h", "--help", "-v", "--version"})


def server_of(command: Command) -> DevelopmentServer | None:
    """The development server that the command starts, or None."""
    arguments = command.words[1:]
    if not _NO_SERVER.isdisjoint(arguments):
        return None
    first = next((word for word in arguments if not word.startswith("-")), "")
    for server in SERVERS:
        if server.program == command.program and _fits(server, first, arguments):
            return server
    return None


def _fits(server: DevelopmentServer, first: str, arguments: tuple[str, ...]) -> bool:
    if server.options:
        begins = not server.first or first in server.first
        return begins and any(word.partition("=")[0] in server.options for word in arguments)
    return first in server.first or ("" in server.first and not _is_subcommand(first))


def _is_subcommand(word: str) -> bool:
    """Whether a first argument may be another subcommand, such as `build`: it is a word and names no file."""
    return word.isalpha()
