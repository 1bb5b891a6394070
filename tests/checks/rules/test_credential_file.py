"""Tests of SC004: files with passwords and tokens are reported, files that use variables are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}
SECRET = "r9Xk2Lq" + "7ZpW4tB"


@pytest.mark.parametrize(
    ("path", "content", "line", "column"),
    [
        (".npmrc", f"save-exact=true\n//registry.npmjs.org/:_authToken={SECRET}\n", 2, 34),
        ("web/.npmrc", f"_auth = {SECRET}", 1, 9),
        (".npmrc", f"//host/:_password={SECRET}\n//host/:username=me\n", 1, 19),
        (".yarnrc.yml", f"npmScopes:\n  acme:\n    npmAuthToken: {SECRET}\n", 3, 19),
        (".mvn/settings.xml", f"<server>\n<password>{SECRET}</password></server>", 2, 11),
        ("pip.conf", f"[global]\nindex-url = https://me:{SECRET}@host/simple\n", 2, 24),
        ("pip/pip.ini", f"[global]\r\nextra-index-url = https://me:{SECRET}@host/simple\r\n", 2, 30),
        (".streamlit/secrets.toml", f'[db]\nuser = "me"\npassword = "{SECRET}"\n', 3, 13),
        ("app/.streamlit/secrets.toml", f"OPENAI_API_KEY = '{SECRET}'\n", 1, 19),
        ("kaggle.json", f'{{"username": "me", "key": "{"0f3b5a9c1e7d2468" * 2}"}}', 1, 28),
        ("pypoetry/auth.toml", f'[http-basic.acme]\nusername = "me"\npassword = "{SECRET}"\n', 3, 13),
        ("pdm.toml", f'[repository.acme]\npassword = "{SECRET}"\n', 2, 13),
        ("docker/config.json", f'{{"auths": {{"host": {{"auth": "{SECRET}"}}}}}}', 1, 30),
        (".dockerconfigjson", f'{{"auths": {{"host": {{"user": "a", "auth": "{SECRET}"}}}}}}', 1, 43),
        ("kubeconfig.yaml", f"users:\n- name: a\n  user:\n    token: {SECRET}\n", 4, 12),
        ("bunfig.toml", f'[install.scopes]\n"@a" = {{ token = "{SECRET}", url = "https://host" }}\n', 2, 19),
        ("ci/settings.xml", f"<server><password><![CDATA[{SECRET}]]></password></server>", 1, 28),
        (".npmrc", f"registry=https://me:{SECRET}@host/npm/\n", 1, 21),
        (".yarnrc", f'"//registry.npmjs.org/:_authToken" "{SECRET}"\n', 1, 37),
        (".yarnrc", f'registry "https://me:{SECRET}@host/"\n', 1, 22),
        (".yarnrc.yml", f"npmScopes: {{acme: {{npmAuthToken: {SECRET}}}}}\n", 1, 34),
        (".yarnrc.yml", f'"npmAuthIdent": "me:{SECRET}"\n', 1, 18),
        ("ci/settings-ci.xml", f"<server><password>{SECRET}</password></server>", 1, 19),
        ("maven-settings.xml", f"<server><passphrase>{SECRET}</passphrase></server>", 1, 21),
        ("deploy/pypirc", f"[pypi]\nusername = me\npassword = {SECRET}\n", 3, 12),
        ("netrc", f"machine host login me password {SECRET}\n", 1, 32),
        ("poetry.toml", f'[http-basic.acme]\nusername = "me"\npassword = "{SECRET}"\n', 3, 13),
        ("uv.toml", f'index-url = "https://me:{SECRET}@host/simple"\n', 1, 25),
    ],
)
def test_reports_a_file_by_its_content(says: Says, path: str, content: str, line: int, column: int) -> None:
    assert says("SC004", {**APP, path: content}) == [("error", path, line, column)]


@pytest.mark.parametrize("path", [".netrc", ".pypirc", ".aws/credentials", ".git-credentials", "a/.pgpass"])
def test_reports_a_force_included_file_by_its_name(says: Says, path: str) -> None:
    assert says("SC004", {**APP, path: "x"}, force_include=(path,)) == [("error", path, None, None)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"),
        (".npmrc", f"# //registry.npmjs.org/:_authToken={SECRET}\n"),
        (".npmrc", f"; //registry.npmjs.org/:_authToken={SECRET}\n"),
        (".npmrc", "//registry.npmjs.org/:_authToken=YOUR_TOKEN_HERE\n"),
        (".npmrc", "registry=https://registry.npmjs.org/\n//host:8080/:email=me@host\n"),
        (".npmrc", "registry=https://user:password@host/npm/\n"),
        (".yarnrc", 'registry "https://registry.yarnpkg.com"\n'),
        ("pip.conf", "index-url = https://username:password@host/simple\n"),
        ("kubeconfig", "users:\n- user:\n    token: my-token\n"),
        ("settings-ci.xml", "<password>${env.PASSWORD}</password>"),
        ("settings-ui.xml", "<theme>dark</theme>"),
        ("netrc", "machine host login me\n"),
        ("gradle.properties", "org.gradle.jvmargs=-Xmx2g\nsigning.password=${SIGNING}\nstorePassword=android\n"),
        (".npmrc", "engine-strict=true\nalways-auth=true\n"),
        (".yarnrc.yml", 'npmAuthToken: "${NPM_TOKEN:-}"\n'),
        ("settings.xml", "<password>${env.PASSWORD}</password>"),
        ("settings.xml", "<password>{COQLCE6DU6GtcS5P=}</password>"),
        ("pip.conf", "index-url = https://me@host/simple\n"),
        ("pip.conf", "index-url = https://${USER}:${PASSWORD}@host/simple\n"),
        (".streamlit/secrets.toml", 'password = "your-password"\n# token = "r9Xk2Lq7ZpW4tB"\n'),
        (".streamlit/config.toml", f'[server]\nsecret = "{SECRET}"\n'),
        ("config/secrets.toml", 'level = "information"\n'),
        ("kaggle.json", '{"username": "me", "key": "<your key>"}'),
        ("pdm.toml", '[pypi]\nurl = "https://host/simple"\npassword = "${PASSWORD}"\n'),
        (".condarc", "channels:\n  - https://conda.anaconda.org/conda-forge\n"),
        ("config.json", '{"auths": {"https://index.docker.io/v1/": {}}, "credsStore": "desktop"}'),
        ("web/config.json", f'{{"auth": "{SECRET}", "theme": "dark"}}'),
        ("kubeconfig", "users:\n- user:\n    token: ${TOKEN}\n"),
        ("bunfig.toml", '[install.registry]\nurl = "https://host"\ntoken = "$NPM_TOKEN"\n'),
        ("bunfig.toml", f'# token = "{SECRET}"\n'),
        ("docs/npmrc.txt", f"_authToken={SECRET}"),
        ("server.key", "x"),
    ],
)
def test_does_not_report_similar_projects(says: Says, path: str, content: str) -> None:
    assert says("SC004", {**APP, path: content}) == []


def test_does_not_report_excluded_files(says: Says) -> None:
    assert says("SC004", {**APP, ".netrc": "machine x password y"}) == []


@pytest.mark.parametrize(
    "content",
    [
        f"<!-- <password>{SECRET}</password> -->",
        f"<servers>\n<!--\n<server><password>{SECRET}</password></server>\n-->\n</servers>",
        f"<!-- <passphrase>{SECRET}</passphrase>",
    ],
)
def test_does_not_report_a_commented_out_password(says: Says, content: str) -> None:
    assert says("SC004", {**APP, "settings.xml": content}) == []


def test_reports_a_password_behind_a_comment(says: Says) -> None:
    content = f"<!-- <password>example-1</password> -->\n<password>{SECRET}</password>"
    assert says("SC004", {**APP, "settings.xml": content}) == [("error", "settings.xml", 2, 11)]


@pytest.mark.parametrize("folder", ["src/test/resources", "src/it/a", "testdata", "fixtures", "docs", "examples"])
def test_warns_about_a_password_aside_of_the_app(says: Says, folder: str) -> None:
    files = {**APP, f"{folder}/settings.xml": f"<password>{SECRET}</password>"}
    assert says("SC004", files) == [("warning", f"{folder}/settings.xml", 1, 11)]


@pytest.mark.parametrize(
    "name", ["signing.password", "nexusPassword", "RELEASE_TOKEN", "systemProp.http.proxyPassword"]
)
def test_warns_about_a_password_of_a_build(says: Says, name: str) -> None:
    files = {**APP, "gradle.properties": f"org.gradle.daemon=true\n{name}={SECRET}\n"}
    assert says("SC004", files) == [("warning", "gradle.properties", 2, len(name) + 2)]
