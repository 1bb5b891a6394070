"""What each key of the configuration means, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "runtime": "The runtime that the service uses, if you know it; it replaces the prediction.",
    "organization": "The id of the organization that `justpack deploy` deploys to.",
    "project": "The name of the project that `justpack deploy` deploys to.",
    "stage": "The stage that `justpack deploy` deploys to.",
    "exclude": "Globs of paths to leave out. Ignore files are applied first; the last match decides.",
    "include": "Globs of paths to pack although an ignore file or a default leaves them out; the last match decides.",
    "force-include": "Globs of paths to pack although they are always excluded otherwise: secrets, .git.",
    "assumptions": "The behaviour of the service, if you know it better than justpack's assumptions.",
    "limits": "Sizes in bytes above which a rule reports a finding.",
    "limits.file-size": "The largest size of one file.",
    "limits.package-size": "The largest size of the finished zip.",
    "limits.package-large": "The size from which on the finished zip is reported as large.",
    "rules": "Which rules run, how severe they are, and what makes the command fail.",
    "rules.select": "The only rules to run: codes, prefixes of codes, or names. `justpack rule` lists them.",
    "rules.ignore": "The rules to skip: codes, prefixes of codes, or names.",
    "rules.severity": "Severities of rules by code, prefix or name: error, warning, info or off.",
    "rules.preview": "Whether to run the rules that may still change.",
    "rules.fail-on": "The lowest severity that makes the command fail, or never.",
    "workspace": "The projects of this repository, for commands about many of them; only in the file at its root.",
    "workspace.members": "Globs of the folders that are projects; without it, every folder with a manifest is one.",
    "workspace.exclude": "Globs of folders that are not projects.",
    "workspace.defaults": "Settings of all projects below this folder; a project's own file overrides each key.",
}
"""The keys of justpack.toml in the order of the documentation; a key of a table follows the name of its table."""
