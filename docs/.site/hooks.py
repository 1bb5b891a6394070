"""What MkDocs adds to the files in `docs/`: a navigation of the rules, pages of the repository's root, and schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from posixpath import dirname, normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from justpack.checks.registry import ALL, GROUPS, load
from justpack.report.config_schema import ADDRESS, config_schema

ROOT = Path(__file__).resolve().parents[2]
BLOB = "https://github.com/justdeploy/justpack/blob/main"
RULES = "rules/README.md"
ROOT_PAGES = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md", "security.md": "SECURITY.md"}
"""The pages of the site that are files at the root of the repository."""
PICTURE = "![The flow of the data through the packages](assets/architecture.svg)"
"""The diagram of the architecture, drawn beforehand: no page loads a program that draws it."""

Nav = list[dict[str, "str | Nav"]]

_DIAGRAM = re.compile(r"^```mermaid\n.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)(?=[)#])")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the rules into the navigation, and leave out the pages that are not written yet."""
    config.nav = _navigation(config.nav or [])
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the repository's root, and the JSON Schemas."""
    for name, source in ROOT_PAGES.items():
        files.append(File.generated(config, name, content=(ROOT / source).read_text(encoding="utf-8")))
    for name, text in schemas().items():
        files.append(File.generated(config, f"schemas/{name}", content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace the diagram by its picture, and links to other files of the repository by their page or their address."""
    del config
    here = page.file.src_uri
    source = ROOT_PAGES.get(here, f"docs/{here}")
    in_site = {path: name for name, path in ROOT_PAGES.items()}

    def target(link: re.Match[str]) -> str:
        path = normpath(f"{dirname(source)}/{link[1]}").removeprefix("/")
        name = in_site.get(path, path.removeprefix("docs/"))
        if files.get_file_from_path(name) is not None:
            return relpath(name, dirname(here) or ".")
        return f"{BLOB}/{path}" if (ROOT / path).exists() else link[1]

    return _LINK.sub(target, _DIAGRAM.sub(PICTURE, markdown))


def schemas() -> dict[str, str]:
    """Return the text of each schema by its file name in the folder `schemas` of the site."""
    found = {ADDRESS.rpartition("/")[2]: json.dumps(config_schema(), indent=2) + "\n"}
    for path in (resources.files("justpack.report") / "schemas").iterdir():
        if path.name.endswith(".json"):
            found[path.name] = path.read_text("utf-8")
    return found


def _navigation(nav: Nav) -> Nav:
    found: Nav = []
    for entry in nav:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            found.append({title: _navigation(target)})
        elif target == RULES:
            found.append({title: [{"All rules": RULES}, *_rules()]})
        else:
            found.append({title: target})
    return found


def _rules() -> Iterator[dict[str, str | Nav]]:
    rules = sorted((load(name) for name in ALL), key=lambda rule: rule.code)
    for letters, title in GROUPS.items():
        own = [each for each in rules if each.code[:2] == letters]
        yield {title: [{f"{each.code} {each.name}": f"rules/{each.code}.md"} for each in own]}
