"""The site has a page for every rule, the schemas, and no broken link; it loads nothing from another host."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

from justpack._version import DOCUMENTATION, rule_page
from justpack.checks.registry import ALL, load
from justpack.cli.project.schema import CONFIG, NAMES
from justpack.report.config_schema import ADDRESS, config_schema
from tests.contract.site import ROOT, Page, build, file_of, pages

Nav: TypeAlias = "str | list[Nav] | dict[str, Nav]"

CODES = sorted(load(name).code for name in ALL)
ROOT_PAGES = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md", "security.md": "SECURITY.md"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("site"))


def settings() -> dict[str, Nav]:
    found = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(found, dict)
    return found


def named(nav: Nav) -> list[str]:
    """Return the pages of a navigation."""
    if isinstance(nav, str):
        return [nav]
    return [page for each in (nav.values() if isinstance(nav, dict) else nav) for page in named(each)]


def test_is_published_at_the_address_that_findings_name() -> None:
    assert settings()["site_url"] == DOCUMENTATION


def test_the_navigation_names_every_page() -> None:
    listed = named(settings()["nav"])
    assert len(listed) == len(set(listed))
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    rules = {path for path in written if path.startswith("rules/")} - {"rules/README.md"}
    assert sorted(written - rules - set(listed)) == []
    assert all((ROOT / source).is_file() for source in ROOT_PAGES.values())
    unwritten = sorted(set(listed) - written - ROOT_PAGES.keys())
    if unwritten:
        pytest.skip(f"mkdocs.yml names pages that are not written yet: {', '.join(unwritten)}")


@pytest.mark.parametrize("code", CODES)
def test_the_address_of_a_rule_is_a_page_with_its_group_and_severity(code: str, site: Path) -> None:
    text = file_of(site, rule_page(code)).read_text(encoding="utf-8")
    (rule,) = (load(name) for name in ALL if load(name).code == code)
    assert f"<title>{code} {rule.name}" in text
    assert f"Severity: {rule.severity}" in text
    assert 'Group: <a href="../#' in text


def test_the_address_of_the_schema_is_the_schema_of_the_configuration(site: Path) -> None:
    assert json.loads(file_of(site, ADDRESS).read_text(encoding="utf-8")) == config_schema()


@pytest.mark.parametrize("name", [name for name in NAMES if name != CONFIG])
def test_publishes_the_schema_of_each_output(name: str, site: Path) -> None:
    source = resources.files("justpack.report") / "schemas" / f"{name}.json"
    published = file_of(site, f"{DOCUMENTATION}schemas/{name}.json").read_text(encoding="utf-8")
    assert json.loads(published) == json.loads(source.read_text(encoding="utf-8"))
    assert f"(schemas/{name}.json)" in (ROOT / "docs" / "json.md").read_text(encoding="utf-8")


def test_every_link_in_the_site_leads_to_a_file_and_a_section(site: Path) -> None:
    known = {path: Page(path) for path in pages(site)}
    assert len(known) >= len(CODES) + 10
    broken = []
    for path, page in known.items():
        here = DOCUMENTATION + path.relative_to(site).as_posix().removesuffix("index.html")
        for link in page.links | page.loaded:
            address = urljoin(here, link)
            if not address.startswith(DOCUMENTATION):
                continue
            target = file_of(site, address)
            section = unquote(urlsplit(address).fragment)
            if not target.is_file() or (section and target in known and section not in known[target].ids):
                broken.append((here, link))
    assert broken == []


def test_a_link_to_the_repository_names_a_file_that_exists(site: Path) -> None:
    blob = "https://github.com/justdeploy/justpack/blob/main/"
    links = {link for path in pages(site) for link in Page(path).links if link.startswith(blob)}
    assert len(links) >= len(CODES)
    assert [link for link in sorted(links) if not (ROOT / link.removeprefix(blob).partition("#")[0]).exists()] == []


def test_a_page_loads_nothing_from_another_host(site: Path) -> None:
    loaded = {link for path in pages(site) for link in Page(path).loaded}
    assert loaded
    assert [link for link in sorted(loaded) if urlsplit(link).netloc] == []
