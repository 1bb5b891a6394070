"""Compare the verdict of LK002 with the frozen install of npm, Yarn 1, Yarn 4, pnpm 9 to 12 and bun.

Run it with `python benchmarks/locks.py make --tools TOOLS --into RESULTS --cases 300` (needs the tools and a registry)
and then `python benchmarks/locks.py compare RESULTS`, which needs neither. TOOLS is a TOML file: a table for each tool
with `command`, a list of words. `record RESULTS FILE --share 40` writes the share that the tests replay.

Each case is a small workspace of tiny published packages. Its tool writes the lock file; then one or two random
edits change manifests, settings or the lock file; then the tool's own frozen install says whether it stops.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NotRequired, TypeAlias, TypedDict

Manifest: TypeAlias = "dict[str, object]"
Files: TypeAlias = "dict[str, str]"


class Case(TypedDict):
    """One project and what the tools say about it."""

    tool: str
    seed: str
    edits: list[str]
    files: Files
    stops: dict[str, bool]
    says: dict[str, str]
    reason: NotRequired[str]


POOL: dict[str, list[str]] = {
    "is-number": ["^7.0.0", "^6.0.0", "^3.0.0", "7.0.0", ">=6", "~6.0.0", "6 || 7", "*", "^5.0.0"],
    "is-odd": ["^3.0.0", "^2.0.0", "^0.1.2", "3.0.1", ">=2"],
    "is-even": ["^1.0.0", "*"],
    "ms": ["^2.1.0", "^1.0.0", "2.1.3", "2.0.0", "2", "latest", ">=2.0.0 <3", "^0.7.0"],
    "kind-of": ["^6.0.0", "^3.2.2"],
    "isarray": ["^2.0.0", "^1.0.0"],
    "jsonfile": ["^6.0.0", "^4.0.0"],
    "acorn": ["^8.0.0", "^7.0.0"],
    "acorn-jsx": ["^5.0.0"],
    "debug": ["^4.0.0", "^2.6.0"],
    "once": ["^1.4.0"],
}
SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
LOCKS = {
    "npm": "package-lock.json",
    "yarn1": "yarn.lock",
    "yarn4": "yarn.lock",
    "pnpm": "pnpm-lock.yaml",
    "bun": "bun.lock",
}
JUDGES = {
    "npm": ("npm",),
    "yarn1": ("yarn1",),
    "yarn4": ("yarn4",),
    "pnpm": ("pnpm9", "pnpm10", "pnpm11", "pnpm12"),
    "bun": ("bun",),
}
WRITES = {
    "npm": ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
    "yarn1": ["install", "--ignore-scripts", "--ignore-engines", "--non-interactive", "--prefer-offline"],
    "yarn4": ["install", "--no-immutable", "--mode=update-lockfile"],
    "pnpm10": ["install", "--no-frozen-lockfile", "--lockfile-only", "--prefer-offline"],
    "bun": ["install", "--lockfile-only"],
}
FROZEN = {
    "npm": ["ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
    "yarn1": [
        "install",
        "--frozen-lockfile",
        "--ignore-scripts",
        "--ignore-engines",
        "--non-interactive",
        "--prefer-offline",
    ],
    "yarn4": ["install", "--immutable", "--mode=skip-build"],
    "pnpm": ["install", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline"],
    "bun": ["install", "--frozen-lockfile", "--ignore-scripts"],
}
HASHES = re.compile(r"(sha512-|10c0/)[0-9A-Za-z+/=]+")
"""Hashes of contents, which no verdict depends on; the recorded cases leave them out."""
NETWORK = re.compile(r"ENOTFOUND|ECONNRE|ETIMEDOUT|EAI_AGAIN|network|getaddrinfo")


# --- projects -------------------------------------------------------------------------------------------------


class Project:
    """The manifests, settings and lock file of one project, and the edits that can be made to them."""

    def __init__(self, tool: str, random: random.Random) -> None:
        self.tool, self.random = tool, random
        self.manifests: dict[str, Manifest] = {"": {"name": "shop", "version": "1.0.0", "private": True}}
        self.yaml: dict[str, object] = {}
        self.npmrc: list[str] = []
        self.lock = ""
        self._fill(self.manifests[""], random.randint(2, 5))
        if random.random() < 0.5:
            self._pattern()
            for name in random.sample(["a", "b", "c"], random.randint(1, 3)):
                self._add_member(name)
        if random.random() < 0.25:
            self.add_override()
        if random.random() < 0.3 and tool in ("pnpm", "bun", "yarn4"):
            self.use_catalog()

    def _pattern(self) -> None:
        if self.tool == "pnpm":
            self.yaml["packages"] = ["packages/*"]
        else:
            self.manifests[""]["workspaces"] = ["packages/*"]

    def _fill(self, manifest: Manifest, count: int) -> None:
        for name in self.random.sample(sorted(POOL), count):
            section = self.random.choices(SECTIONS, [12, 4, 3, 2])[0]
            self._section(manifest, section)[name] = self.random.choice(POOL[name])
            if self.random.random() < 0.12:
                self._section(manifest, self.random.choice(SECTIONS))[name] = self.random.choice(POOL[name])
        if self.random.random() < 0.12:
            self._section(manifest, "dependencies")["num"] = "npm:is-number@" + self.random.choice(POOL["is-number"])

    def _section(self, manifest: Manifest, name: str) -> dict[str, str]:
        section = manifest.setdefault(name, {})
        assert isinstance(section, dict)
        return section

    def _add_member(self, name: str) -> None:
        manifest: Manifest = {"name": f"@shop/{name}" if self.random.random() < 0.5 else name, "version": "1.0.0"}
        self._fill(manifest, self.random.randint(0, 3))
        others = [each for folder, each in self.manifests.items() if folder]
        if others and self.random.random() < 0.4:
            other = self.random.choice(others)
            spec = self.random.choice(["*", "1.0.0", "^1.0.0"]) if self.tool in ("npm", "yarn1") else "workspace:*"
            self._section(manifest, "dependencies")[str(other["name"])] = spec
        self.manifests[f"packages/{name}"] = manifest

    def _any(self) -> Manifest:
        return self.manifests[self.random.choice(["", *sorted(self.manifests)])]

    def _one(self) -> tuple[Manifest, str, str] | None:
        manifest = self._any()
        every = [(section, name) for section in SECTIONS for name in self._section(manifest, section) if name in POOL]
        if not every:
            return None
        return manifest, *self.random.choice(every)

    # The edits: each is a method whose name is recorded.

    def change_range(self) -> None:
        if one := self._one():
            self._section(one[0], one[1])[one[2]] = self.random.choice(POOL[one[2]])

    def add_dependency(self) -> None:
        name = self.random.choice(sorted(POOL))
        section = self.random.choices(SECTIONS, [4, 3, 3, 3])[0]
        self._section(self._any(), section)[name] = self.random.choice(POOL[name])

    def remove_dependency(self) -> None:
        if one := self._one():
            del self._section(one[0], one[1])[one[2]]

    def move_section(self) -> None:
        if one := self._one():
            spec = self._section(one[0], one[1]).pop(one[2])
            self._section(one[0], self.random.choice(SECTIONS))[one[2]] = spec

    def copy_to_section(self) -> None:
        if one := self._one():
            self._section(one[0], self.random.choice(SECTIONS))[one[2]] = self.random.choice(POOL[one[2]])

    def blank_in_range(self) -> None:
        if one := self._one():
            section = self._section(one[0], one[1])
            section[one[2]] = self.random.choice([" {}", "{} ", "\t{}", "{}  "]).format(section[one[2]])

    def alias(self) -> None:
        self._section(self._any(), "dependencies")["num"] = "npm:is-number@" + self.random.choice(POOL["is-number"])

    def optional_peer(self) -> None:
        manifest = self._any()
        name = self.random.choice(sorted(POOL))
        self._section(manifest, "peerDependencies")[name] = self.random.choice(POOL[name])
        manifest["peerDependenciesMeta"] = {name: {"optional": True}}

    def add_member(self) -> None:
        self._pattern()
        self._add_member(self.random.choice(["d", "e"]))

    def rename_member(self) -> None:
        if folders := [each for each in sorted(self.manifests) if each]:
            self.manifests[self.random.choice(folders)]["name"] = "renamed"

    def remove_member(self) -> None:
        if folders := [each for each in sorted(self.manifests) if each]:
            del self.manifests[self.random.choice(folders)]

    def member_version(self) -> None:
        if folders := [each for each in sorted(self.manifests) if each]:
            self.manifests[self.random.choice(folders)]["version"] = "2.0.0"

    def _overrides(self) -> tuple[dict[str, object], str]:
        """The table of overrides, and the separator of nested keys."""
        root = self.manifests[""]
        if self.tool == "npm":
            table = root.setdefault("overrides", {})
        elif self.tool == "pnpm" and self.random.random() < 0.5:
            pnpm = root.setdefault("pnpm", {})
            assert isinstance(pnpm, dict)
            table = pnpm.setdefault("overrides", {})
        elif self.tool == "pnpm":
            table = self.yaml.setdefault("overrides", {})
        elif self.tool == "bun":
            table = root.setdefault("overrides", {})
        else:
            table = root.setdefault("resolutions", {})
        assert isinstance(table, dict)
        return table, {"pnpm": ">", "yarn1": "/", "yarn4": "/"}.get(self.tool, "")

    def add_override(self) -> None:
        table, nested = self._overrides()
        root = self.manifests[""]
        name, version = self.random.choice(
            [("is-number", "7.0.0"), ("is-number", "6.0.0"), ("ms", "2.1.2"), ("ms", "2.0.0"), ("isarray", "2.0.5")]
        )
        kind = self.random.random()
        if kind < 0.2 and self.tool == "npm":
            table["is-odd"] = {name: version}
        elif kind < 0.2 and nested:
            table[f"is-odd{nested}{name}"] = version
        elif kind < 0.35 and self.tool in ("npm", "pnpm"):
            table[f"{name}@{self.random.choice(['^6', '^2', '<3'])}"] = version
        elif kind < 0.5 and self.tool in ("npm", "pnpm") and name in self._section(root, "dependencies"):
            table[name] = f"${name}"
        else:
            table[name] = version

    def remove_override(self) -> None:
        for holder in (self.manifests[""], self.yaml, self.manifests[""].get("pnpm")):
            if isinstance(holder, dict):
                holder.pop("overrides", None)
                holder.pop("resolutions", None)

    def _catalog(self) -> dict[str, str]:
        if self.tool == "bun":
            spaces = self.manifests[""].get("workspaces", [])
            if isinstance(spaces, list):
                spaces = {"packages": spaces}
                self.manifests[""]["workspaces"] = spaces
            assert isinstance(spaces, dict)
            table = spaces.setdefault("catalog", {})
        else:
            table = self.yaml.setdefault("catalog", {})
        assert isinstance(table, dict)
        return table

    def use_catalog(self) -> None:
        if one := self._one():
            self._catalog()[one[2]] = self.random.choice(POOL[one[2]])
            self._section(one[0], one[1])[one[2]] = "catalog:"

    def change_catalog(self) -> None:
        if self.tool in ("pnpm", "bun", "yarn4") and (table := self._catalog()):
            name = self.random.choice(sorted(table))
            table[name] = self.random.choice(POOL[name])

    def unused_catalog(self) -> None:
        if self.tool in ("pnpm", "bun", "yarn4"):
            self._catalog()["once"] = "^1.4.0"

    def other_fields(self) -> None:
        field, value = self.random.choice(
            [
                ("version", "1.2.0"),
                ("name", "store"),
                ("engines", {"node": ">=18"}),
                ("scripts", {"start": "node ."}),
                ("bin", "./x.js"),
                ("license", "MIT"),
                ("description", "A shop"),
            ]
        )
        self._any()[field] = value

    def dependencies_meta(self) -> None:
        if one := self._one():
            one[0]["dependenciesMeta"] = {one[2]: {"injected": True}}

    def setting(self) -> None:
        if self.tool == "npm":
            self.npmrc.append(self.random.choice(["legacy-peer-deps=true", "save-exact=true", "fund=false"]))
        elif self.tool == "pnpm" and self.random.random() < 0.4:
            self.npmrc.append(self.random.choice(["auto-install-peers=false", "exclude-links-from-lockfile=true"]))
        elif self.tool == "pnpm":
            key = self.random.choice(["autoInstallPeers", "excludeLinksFromLockfile", "ignoredOptionalDependencies"])
            self.yaml[key] = ["ms"] if key.startswith("ignored") else key.startswith("exclude")

    def drop_from_lock(self) -> None:
        """Take one package out of the lock file."""
        if self.tool == "npm":
            data = json.loads(self.lock)
            keys = [key for key in data["packages"] if key]
            if keys:
                del data["packages"][self.random.choice(keys)]
                self.lock = json.dumps(data, indent=2) + "\n"
        elif self.tool == "bun":
            lines = self.lock.splitlines(keepends=True)
            at = [index for index, line in enumerate(lines) if re.match(r'    "[^"]+": \[', line)]
            if at:
                del lines[self.random.choice(at)]
                self.lock = "".join(lines)
        else:
            blocks = re.split(r"(?<=\n)\n", self.lock)
            start = next((i for i, b in enumerate(blocks) if b.startswith(("snapshots:", "packages:"))), 2)
            if len(blocks) > start + 1:
                del blocks[self.random.randrange(start + 1, len(blocks))]
                self.lock = "\n".join(blocks)

    def stub_in_lock(self) -> None:
        """Take the version of one package out of the lock file of npm."""
        if self.tool == "npm":
            data = json.loads(self.lock)
            keys = [key for key, entry in data["packages"].items() if key and "version" in entry]
            if keys:
                del data["packages"][self.random.choice(keys)]["version"]
                self.lock = json.dumps(data, indent=2) + "\n"

    def nothing(self) -> None:
        """Leave the project as its tool wrote the lock file."""

    # What lies on the disk.

    def files(self) -> Files:
        """The files of the project."""
        found: Files = {}
        for folder, manifest in self.manifests.items():
            cleaned = {key: value for key, value in manifest.items() if value != {} or key == "overrides"}
            found[f"{folder}/package.json".lstrip("/")] = json.dumps(cleaned, indent=2) + "\n"
        if self.tool == "pnpm" and self.yaml:
            found["pnpm-workspace.yaml"] = _yaml(self.yaml)
        if self.tool == "yarn4":
            found[".yarnrc.yml"] = _yaml({"nodeLinker": "node-modules", **self.yaml})
        if self.npmrc:
            found[".npmrc"] = "\n".join(self.npmrc) + "\n"
        if self.lock:
            found[LOCKS[self.tool]] = self.lock
        return found


EDITS: list[tuple[str, int]] = [
    ("nothing", 2), ("change_range", 8), ("add_dependency", 7), ("remove_dependency", 5), ("move_section", 6),
    ("copy_to_section", 5), ("blank_in_range", 3), ("alias", 3), ("optional_peer", 3), ("add_member", 4),
    ("rename_member", 3), ("remove_member", 3), ("member_version", 3), ("add_override", 6), ("remove_override", 4),
    ("use_catalog", 3), ("change_catalog", 4), ("unused_catalog", 1), ("other_fields", 3), ("dependencies_meta", 2),
    ("setting", 3), ("drop_from_lock", 6), ("stub_in_lock", 2),
]  # fmt: skip


def _yaml(table: dict[str, object], indent: str = "") -> str:
    lines = []
    for key, value in table.items():
        if isinstance(value, dict):
            lines.append(f"{indent}{json.dumps(key)}:{_nested(value, indent)}")
        elif isinstance(value, list):
            lines.append(f"{indent}{json.dumps(key)}: {json.dumps(value)}\n")
        else:
            lines.append(f"{indent}{json.dumps(key)}: {json.dumps(value)}\n")
    return "".join(lines)


def _nested(value: dict[str, object], indent: str) -> str:
    return "\n" + _yaml(value, indent + "  ") if value else " {}\n"


# --- the tools ------------------------------------------------------------------------------------------------


class Tools:
    """The real package managers, run in a folder of their own."""

    def __init__(self, commands: dict[str, list[str]], home: Path) -> None:
        self.commands, self.home = commands, home

    def run(self, tool: str, words: list[str], folder: Path) -> tuple[int, str]:
        """Run a tool; returns its status and its output."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("npm_", "YARN_", "PNPM_"))
        }
        environment |= {"HOME": str(self.home), "CI": "1", "NO_COLOR": "1", "YARN_ENABLE_TELEMETRY": "0"}
        command = [*self.commands[tool], *words]
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
            )
        except subprocess.TimeoutExpired:
            return 124, "network: no answer"
        return done.returncode, done.stdout + done.stderr


def _plant(folder: Path, files: Files) -> None:
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def made(tools: Tools, tool: str, seed: int, edited: int = 6) -> Iterator[Case]:
    """Yield the cases of one lock file: `edited` edits, each judged."""
    with tempfile.TemporaryDirectory(prefix="locks-") as top:
        folder = Path(top)
        project = Project(tool, random.Random(f"{tool} {seed}"))
        _plant(folder, project.files() | ({"yarn.lock": ""} if tool == "yarn4" else {}))
        writer = "pnpm10" if tool == "pnpm" else tool
        status, _ = tools.run(writer, WRITES[writer], folder)
        lock = folder / LOCKS[tool]
        if status or not lock.exists():
            return
        text = lock.read_text(encoding="utf-8")
        for number in range(edited):
            chance = random.Random(f"{tool} {seed} {number}")
            changed = Project(tool, random.Random(f"{tool} {seed}"))
            changed.lock, changed.random = text, chance
            names = chance.choices(
                [name for name, _ in EDITS], [weight for _, weight in EDITS], k=chance.choice([1, 1, 1, 2])
            )
            for name in names:
                edit: Callable[[], None] = getattr(changed, name)
                edit()
            files = changed.files()
            case = Case(tool=tool, seed=f"{seed}.{number}", edits=names, files=files, stops={}, says={})
            for judge in JUDGES[tool]:
                if judge not in tools.commands:
                    continue
                _plant(folder, files)
                status, output = tools.run(judge, FROZEN["pnpm" if tool == "pnpm" else tool], folder)
                if NETWORK.search(output):
                    continue
                case["stops"][judge] = status != 0
                case["says"][judge] = output.strip()[-600:] if status else ""
            yield case


# --- the comparison -------------------------------------------------------------------------------------------


def predicted(files: Files) -> list[str]:
    """The messages of LK002 and MF007 about a project; none if the frozen install is expected to pass."""
    import justpack

    with tempfile.TemporaryDirectory(prefix="locks-") as top:
        folder = Path(top)
        _plant(folder, files)
        return [each.message for each in justpack.check(folder).findings if each.code in ("LK002", "MF007")]


def cases(path: Path) -> Iterator[Case]:
    """The recorded cases of a file, or of every file in a folder."""
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def compare(path: Path, *, verbose: bool) -> int:
    """Print the agreement of each manager; returns the number of false alarms."""
    table: dict[str, Counter[str]] = {}
    wrong: list[str] = []
    for case in cases(path):
        if not case["stops"]:
            continue
        said = predicted(case["files"])
        # A lock file does not name the version of pnpm that reads it, so a finding is right if any version stops.
        stops = any(case["stops"].values()) if said else all(case["stops"].values())
        row = table.setdefault(case["tool"], Counter())
        row["cases"] += 1
        row["stops"] += all(case["stops"].values())
        if bool(said) == stops:
            row["agree"] += 1
            continue
        kind = "false alarm" if said else "miss"
        row[kind] += 1
        judged = " ".join(f"{name}:{value}" for name, value in case["stops"].items())
        last = next(iter(case["says"].values()), "")
        wrong.append(
            f"{kind} {case['tool']} {case['seed']} {case['edits']} [{judged}]\n  we: {said[:2]}\n  it: {last[-500:]}"
        )
    if verbose:
        print("\n".join(wrong))
    print("| manager | cases | it stops | agreement | false alarms | misses |")
    print("|---|--:|--:|--:|--:|--:|")
    for tool, row in table.items():
        share = f"{row['agree'] / row['cases']:.1%}"
        print(f"| {tool} | {row['cases']} | {row['stops']} | {share} | {row['false alarm']} | {row['miss']} |")
    return sum(row["false alarm"] for row in table.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    make.add_argument("--tools", type=Path, required=True)
    make.add_argument("--into", type=Path, required=True)
    make.add_argument("--cases", type=int, default=3000)
    make.add_argument("--first", type=int, default=0)
    make.add_argument("--tool", choices=sorted(LOCKS), action="append")
    against = commands.add_parser("compare")
    against.add_argument("results", type=Path)
    against.add_argument("-v", "--verbose", action="store_true")
    record = commands.add_parser("record")
    record.add_argument("results", type=Path)
    record.add_argument("file", type=Path)
    record.add_argument("--share", type=int, default=40)
    options = parser.parse_args()
    if options.command == "compare":
        return 1 if compare(options.results, verbose=options.verbose) else 0
    if options.command == "record":
        return _record(options.results, options.file, options.share)
    commands_of = {name: list(table["command"]) for name, table in tomllib.loads(options.tools.read_text()).items()}
    options.into.mkdir(parents=True, exist_ok=True)
    wanted = options.tool or sorted(LOCKS)
    home = options.into / "home"
    home.mkdir(exist_ok=True)
    tools = Tools(commands_of, home.resolve())
    for tool in wanted:
        done, seed = 0, options.first
        with (options.into / f"{tool}.jsonl").open("a", encoding="utf-8") as file:
            while done < options.cases // len(LOCKS):
                for case in made(tools, tool, seed):
                    file.write(json.dumps(case) + "\n")
                    file.flush()
                    done += 1
                seed += 1
    return 0


def _record(results: Path, file: Path, share: int) -> int:
    """Write a share of the cases of each tool, half of them stops, for the tests."""
    found: dict[tuple[str, bool], list[Case]] = {}
    for case in cases(results):
        if len(set(case["stops"].values())) == 1:
            found.setdefault((case["tool"], any(case["stops"].values())), []).append(case)
    chance = random.Random(0)
    lines = []
    for (_, stops), every in sorted(found.items()):
        for case in chance.sample(every, min(share // 2, len(every))):
            files = {name: HASHES.sub(r"\1x", content) for name, content in case["files"].items()}
            row = {"case": f"{case['tool']} {case['seed']} {' '.join(case['edits'])}", "files": files, "stops": stops}
            if stops != bool(predicted(files)):
                row["missed"] = True
            lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    file.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
