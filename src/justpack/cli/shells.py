"""Completion for bash, zsh and fish. Unlike click's, it completes `--option=value`, and words that contain a comma."""

from __future__ import annotations

from typing import ClassVar

from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class


def add() -> None:
    """Replace the completion of click."""
    add_completion_class(Bash)
    add_completion_class(Zsh)
    add_completion_class(Fish)


class Bash(BashComplete):
    """Completion for bash, which splits `--option=value` into three words."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        pairs = zip(args, ("", *args), strict=False)
        return [word for word, before in pairs if word != "=" or not before.startswith("--")], incomplete


class Zsh(ZshComplete):
    """Completion for zsh. The script keeps `--option=` and completes the text after it."""

    source_template: ClassVar[str] = (
        ZshComplete.source_template.replace(
            "    for type key descr in", "    [[ $PREFIX == --*=* ]] && compset -P 1 '*='\n\n    for type key descr in"
        )
        .replace("completions_with_descriptions -U", 'completions_with_descriptions -U -i "$IPREFIX"')
        .replace("compadd -U", 'compadd -U -i "$IPREFIX"')
    )


class Fish(FishComplete):
    """Completion for fish. Fish compares a word with all of `--option=value`, so each word gets the option's name."""

    source_template: ClassVar[str] = """\
function %(complete_func)s
    set -l word (commandline -ct)
    set -l option (string match -r -- '^--[^=]+=' $word)
    for line in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
COMP_CWORD=$word %(prog_name)s)
        set -l item (string split -m 1 "," -- $line)
        switch $item[1]
            case dir
                for path in (__fish_complete_directories $item[2])
                    echo -- "$option$path"
                end
            case file
                for path in (__fish_complete_path $item[2])
                    echo -- "$option$path"
                end
            case plain
                echo -- $item[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        found: list[CompletionItem[str]] = super().get_completions(args, incomplete)
        if not incomplete.startswith("--") or "=" not in incomplete:
            return found
        option = incomplete.partition("=")[0]
        return [
            CompletionItem(f"{option}={each.value}", each.type, each.help) if each.type == "plain" else each
            for each in found
        ]
