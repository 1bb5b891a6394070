"""Is our effective model Maven's own? Generated trees of poms, both sides asked for what tells a Java version."""

from __future__ import annotations

import random
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from justpack.errors import ManifestError
from justpack.evidence import maven_config, maven_levels, maven_model, maven_pom
from justpack.tree.snapshot import Tree

SEED = 20261124
JARS = Path("/usr/share/maven/lib")
JDKS = ("17.0.9", "21.0.5", "21", "11.0.2")
OPTIONS = ("release", "source", "target")

Answer = dict[str, str]


@dataclass
class Case:
    """One tree of poms; every pom of it is asked about."""

    root: Path
    poms: list[str]
    jdk: str
    on: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    user: dict[str, str] = field(default_factory=dict)


class Draw:
    """A generator of poms that use everything we model, in every odd combination."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names = [
            "maven.compiler.release",
            "maven.compiler.source",
            "maven.compiler.target",
            "a",
            "b",
            "java.level",
        ]

    def some(self, chance: float) -> bool:
        return self.rng.random() < chance

    def value(self) -> str:
        plain = ["8", "1.8", "11", "17", "21", "1.${b}", "", " 17 ", "<!-- no -->17", "&#49;7"]
        names = [*self.names, "project.version", "project.parent.version", "java.version", "nobody", "c", "version"]
        return self.rng.choice([*plain, *plain, *(f"${{{name}}}" for name in names)])

    def properties(self, chance: float = 0.7) -> str:
        if not self.some(chance):
            return ""
        chosen = self.rng.sample(self.names, self.rng.randint(0, 4))
        return f"<properties>{''.join(f'<{n}>{self.value()}</{n}>' for n in chosen)}</properties>"

    def merged(self) -> str:
        return self.rng.choice(
            ["", "", "", "", ' combine.self="override"', ' combine.children="append"', ' combine.self="merge"']
        )

    def configuration(self) -> str:
        inside = ""
        for option in OPTIONS:
            if self.some(0.4):
                attribute = self.rng.choice(["", "", "", ' combine.self="override"', ' combine.self="remove"'])
                inside += f"<{option}{attribute}>{self.value()}</{option}>"
        return f"<configuration{self.merged()}>{inside}<testRelease>6</testRelease></configuration>"

    def rules(self) -> str:
        rules = "".join(
            f"<requireJavaVersion><version>{self.value()}</version></requireJavaVersion>"
            for _ in range(self.rng.randint(0, 2))
        )
        return f"<configuration><rules{self.merged()}><x/>{rules}</rules></configuration>"

    def inherited(self) -> str:
        return self.rng.choice(["", "", "", "", "<inherited>false</inherited>", "<inherited>true</inherited>"])

    def executions(self) -> str:
        found = ""
        for id in self.rng.sample(["one", "two", ""], self.rng.randint(0, 3)):
            named = f"<id>{id}</id>" if id else ""
            phase = self.rng.choice(["", "", "<phase>none</phase>", "<phase>validate</phase>"])
            goals = self.rng.choice(["<goals><goal>enforce</goal></goals>", "", "<goals><goal>help</goal></goals>"])
            rules = self.rules() if self.some(0.6) else ""
            found += f"<execution>{named}{phase}{self.inherited()}{goals}{rules}</execution>"
        return f"<executions>{found}</executions>"

    def plugins(self) -> str:
        found = ""
        if self.some(0.5):
            group = self.rng.choice(["", "<groupId>org.apache.maven.plugins</groupId>", "<groupId>other</groupId>"])
            named = f"{group}<artifactId>maven-compiler-plugin</artifactId>"
            found += f"<plugin>{named}{self.inherited()}{self.configuration()}</plugin>"
        if self.some(0.4):
            inside = (
                self.inherited()
                + (self.executions() if self.some(0.7) else "")
                + (self.rules() if self.some(0.4) else "")
            )
            found += f"<plugin><artifactId>maven-enforcer-plugin</artifactId>{inside}</plugin>"
        return f"<plugins>{found}</plugins>"

    def build(self, chance: float = 0.6) -> str:
        if not self.some(chance):
            return ""
        managed = f"<pluginManagement>{self.plugins()}</pluginManagement>" if self.some(0.5) else ""
        return f"<build>{managed}{self.plugins()}</build>"

    def activation(self) -> str:
        jdks = [
            "17",
            "1.8",
            "!17",
            "[17,)",
            "[17,21]",
            "(,17]",
            "[11,17)",
            "(17,21)",
            "21",
            "2",
            "1",
            "[21",
            "!17.0",
            "17.0",
            "[1.8,11)",
        ]
        choices = [
            f"<jdk>{self.rng.choice(jdks)}</jdk>",
            f"<property><name>{self.rng.choice(['u', '!u', 'w', '!w', 'a'])}</name></property>",
            f"<property><name>u</name><value>{self.rng.choice(['1', '!1', '2'])}</value></property>",
            "<file><exists>here.txt</exists></file>",
            "<file><missing>${basedir}/here.txt</missing></file>",
            "<file><exists>${basedir}/sub</exists></file>",
            "",
        ]
        inside = "".join(self.rng.sample(choices[:1], 1) if self.some(0.4) else [self.rng.choice(choices)])
        if self.some(0.15):
            inside = "<jdk>17</jdk><file><exists>here.txt</exists></file>"
        if self.some(0.3):
            inside = "<activeByDefault>true</activeByDefault>" + inside
        return f"<activation>{inside}</activation>" if inside else ""

    def profiles(self) -> str:
        found = ""
        for id in self.rng.sample(["p", "q", "r"], self.rng.randint(0, 3)):
            found += f"<profile><id>{id}</id>{self.activation()}{self.properties(0.8)}{self.build(0.4)}</profile>"
        return f"<profiles>{found}</profiles>" if found else ""

    def tree(self, root: Path) -> Case:
        depth = self.rng.randint(1, 3)
        poms = []
        group, version = "g", self.rng.choice(["1", "1.0-SNAPSHOT"])
        for level in range(depth):
            folder = "/".join(["sub"] * level)
            path = f"{folder}/pom.xml" if folder else "pom.xml"
            own = f"<artifactId>m{level}</artifactId>"
            above = ""
            if level:
                relative = self.rng.choice(
                    ["", "", "<relativePath>..</relativePath>", "<relativePath>../pom.xml</relativePath>"]
                )
                above = f"<groupId>{group}</groupId><artifactId>m{level - 1}</artifactId><version>{version}</version>"
                above = f"<parent>{above}{relative}</parent>"
            if not level or self.some(0.3):
                own += f"<groupId>{group}</groupId><version>{version}</version>"
            last = level == depth - 1
            packaging = (
                self.rng.choice(["", "<packaging>jar</packaging>", "<packaging>war</packaging>"])
                if last
                else "<packaging>pom</packaging>"
            )
            modules = "" if last else "<modules><module>sub</module></modules>"
            text = f"<modelVersion>4.0.0</modelVersion>{above}{own}{packaging}{modules}"
            text += self.properties() + self.build() + self.profiles()
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(f'<project xmlns="http://maven.apache.org/POM/4.0.0">{text}</project>')
            if self.some(0.3):
                (target.parent / "here.txt").touch()
            poms.append(path)
        case = Case(root, poms, self.rng.choice(JDKS))
        case.on = self.rng.sample(["p", "q"], 1) if self.some(0.2) else []
        case.off = self.rng.sample(["q", "r"], 1) if self.some(0.15) else []
        if self.some(0.3):
            case.user["u"] = self.rng.choice(["1", "2", ""])
        if self.some(0.15):
            case.user[self.rng.choice(["a", "maven.compiler.release"])] = "20"
        (root / ".mvn").mkdir()
        lines = [f"-D{key}={value}" for key, value in case.user.items()]
        lines += [f"-P{','.join([*case.on, *('!' + id for id in case.off)])}"] if case.on or case.off else []
        (root / ".mvn" / "maven.config").write_text("\n".join(lines))
        return case


@pytest.fixture
def maven(tool: Callable[[str], str]) -> Callable[[list[Case]], list[Answer]]:
    """Maven's model builder, asked about every pom of every case."""

    def ask(cases: list[Case]) -> list[Answer]:
        java = tool("java")
        jars = sorted(str(path) for path in JARS.glob("*.jar"))
        if not jars:
            tool("mvn-libraries")
        command = [java, "-cp", ":".join(jars), str(Path(__file__).with_name("EffectiveLevel.java"))]
        lines = "".join(_line(case, path) + "\n" for case in cases for path in case.poms)
        done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        return [_answer(line) for line in done.stdout.splitlines()]

    return ask


def _line(case: Case, path: str) -> str:
    user = "\n".join(f"{key}={value}" for key, value in case.user.items())
    words = (str(case.root / path), case.jdk, ",".join(case.on), ",".join(case.off), user)
    return " ".join(b64encode(word.encode()).decode() for word in words)


def _answer(line: str) -> Answer:
    if line.startswith("error"):
        return {"error": line}
    answer = dict(field.split("=", 1) for field in line.split("\t"))
    answer["enforced"] = ",".join(sorted(answer["enforced"].split(",")))
    return answer


def _ours(case: Case, path: str) -> Answer:
    tree = Tree(case.root)
    try:
        pom = tree.load(path, maven_pom.parse)
        assert pom is not None
        line = maven_model.lineage(tree, pom)
    except ManifestError as error:
        return {"error": str(error)}
    numbers = [*map(int, case.jdk.split(".")), 0, 0]
    model = maven_model.build(tree, line, maven_config.read(tree), (numbers[0], numbers[1], numbers[2]))
    found: Answer = {}
    circular = [name for name, value in model.properties.items() if model.resolve(value).circular]
    for option in OPTIONS:
        config = model.compiler()
        element = config.child(option) if config else None
        value = element.value if element else None
        text = model.resolve(value).text if value else "null"
        found[f"configured.{option}"] = text or "null"
        circular += [option] if value and model.resolve(value).circular else []
        held = model.property(f"maven.compiler.{option}")
        found[f"property.{option}"] = "null" if held is None else model.resolve(held).text
    enforced = [each for each in maven_levels.settings(model) if each.kind == "enforcer"]
    circular += [each.source for each in enforced if each.resolved.circular]
    found["enforced"] = ",".join(each.resolved.text for each in enforced)
    version = model.pom.coordinate("version")
    found["version"] = model.resolve(version).text if version else "null"
    found["packaging"] = model.pom.packaging
    found["modules"] = ",".join(model.resolve(each).text for each in model.modules)
    if circular:
        return {"error": "recursive expression cycle"}
    found = {name: text.replace("${java.version}", case.jdk) for name, text in found.items()}
    found["enforced"] = ",".join(sorted(found["enforced"].split(",")))
    return found


def _differences(cases: list[Case], answers: list[Answer]) -> list[str]:
    asked = [(case, path) for case in cases for path in case.poms]
    assert len(asked) == len(answers)
    lines = []
    for (case, path), theirs in zip(asked, answers, strict=True):
        ours = _ours(case, path)
        if "error" in theirs:
            if "error" not in ours and "recursive expression cycle" not in theirs["error"]:
                lines.append(f"{case.root / path}: Maven refuses it: {theirs['error'][:300]}")
        elif ours != theirs:
            different = {name: (ours.get(name), theirs[name]) for name in theirs if ours.get(name) != theirs[name]}
            lines.append(f"{case.root / path} on {case.jdk}, -P {case.on} !{case.off}: {different or ours}")
    return lines


def _cases(folder: Path, count: int) -> list[Case]:
    rng = random.Random(SEED)
    cases = []
    for number in range(count):
        root = folder / str(number)
        root.mkdir()
        cases.append(Draw(rng).tree(root))
    return cases


def test_a_share_of_trees_has_mavens_effective_model(
    tmp_path: Path, maven: Callable[[list[Case]], list[Answer]]
) -> None:
    cases = _cases(tmp_path, 40)
    assert _differences(cases, maven(cases)) == []


@pytest.mark.exhaustive
def test_all_trees_have_mavens_effective_model(tmp_path: Path, maven: Callable[[list[Case]], list[Answer]]) -> None:
    cases = _cases(tmp_path, 500)
    answers = maven(cases)
    assert sum("error" not in answer for answer in answers) > 500
    assert _differences(cases, answers) == []
