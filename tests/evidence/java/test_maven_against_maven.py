"""The effective model equals Maven's own: both read generated trees of poms and return the settings for Java."""

from __future__ import annotations

import random
import re
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from justpack.ecosystems.maven import command_line, effective_model, java_settings
from justpack.ecosystems.maven import pom as maven_pom
from justpack.errors import ManifestError
from justpack.evidence.java import maven as maven_evidence
from justpack.model import Evidence
from justpack.tree.tree import Tree

SEED = 20261124
JARS = Path("/usr/share/maven/lib")
JDKS = ("17.0.9", "21.0.5", "21", "11.0.2")
OPTIONS = ("release", "source", "target")

Answer = dict[str, str]


@dataclass
class Case:
    """One tree of poms. The model of every pom in it is compared."""

    root: Path
    poms: list[str]
    jdk: str
    on: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    user: dict[str, str] = field(default_factory=dict)


class Draw:
    """A generator of poms that combine all modelled features in unusual ways."""

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

    def compilations(self) -> str:
        found = ""
        for id in self.rng.sample(["default-compile", "default-testCompile", "java21", "module-info"], 2):
            phase = self.rng.choice(["", "", "<phase>none</phase>", "<phase>compile</phase>"])
            goals = self.rng.choice(
                ["", "<goals><goal>compile</goal></goals>", "<goals><goal>testCompile</goal></goals>"]
            )
            inside = self.configuration() if self.some(0.8) else ""
            found += f"<execution><id>{id}</id>{phase}{self.inherited()}{goals}{inside}</execution>"
        return f"<executions>{found}</executions>"

    def plugins(self) -> str:
        found = ""
        if self.some(0.5):
            group = self.rng.choice(["", "<groupId>org.apache.maven.plugins</groupId>", "<groupId>other</groupId>"])
            named = f"{group}<artifactId>maven-compiler-plugin</artifactId>"
            runs = self.compilations() if self.some(0.6) else ""
            found += f"<plugin>{named}{self.inherited()}{self.configuration()}{runs}</plugin>"
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
def owner(tool: Callable[[str], str]) -> Callable[..., list[str]]:
    """Return a function that runs Maven's own classes in one JVM; input and output are lines."""

    def ask(lines: list[str], *arguments: str) -> list[str]:
        java = tool("java")
        jars = sorted(str(path) for path in JARS.glob("*.jar"))
        if not jars:
            tool("mvn-libraries")
        command = [java, "-cp", ":".join(jars), str(Path(__file__).with_name("EffectiveLevel.java")), *arguments]
        text = "".join(f"{line}\n" for line in lines)
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return ask


@pytest.fixture
def maven(owner: Callable[..., list[str]]) -> Callable[[list[Case]], list[Answer]]:
    """Return a function that returns the result of Maven's model builder for every pom of every case."""
    return lambda cases: [_answer(line) for line in owner([_line(case, path) for case in cases for path in case.poms])]


def _line(case: Case, path: str) -> str:
    user = "\n".join(f"{key}={value}" for key, value in case.user.items())
    words = (str(case.root / path), case.jdk, ",".join(case.on), ",".join(case.off), user)
    return " ".join(b64encode(word.encode()).decode() for word in words)


def _answer(line: str) -> Answer:
    if line.startswith("error"):
        return {"error": line}
    answer = dict(field.split("=", 1) for field in line.split("\t"))
    answer["compiled"] = ",".join(sorted(answer["compiled"].split(",")))
    answer["enforced"] = ",".join(sorted(answer["enforced"].split(",")))
    return answer


def _ours(case: Case, path: str) -> Answer:
    tree = Tree(case.root)
    try:
        pom = tree.load(path, maven_pom.parse)
        assert pom is not None
        line = effective_model.lineage(tree, pom)
    except ManifestError as error:
        return {"error": str(error)}
    numbers = [*map(int, case.jdk.split(".")), 0, 0]
    model = effective_model.build(tree, line, command_line.read(tree), (numbers[0], numbers[1], numbers[2]))
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
    compiled = []
    for config in model.compilations():
        words = [_text(model, config, option) for option in OPTIONS]
        circular += [word for word in words if word == "circular"]
        compiled.append("/".join(words))
    found["compiled"] = ",".join(compiled)
    enforced = [each for each in java_settings.settings(model) if each.kind == "enforcer"]
    circular += [each.source for each in enforced if each.resolved.circular]
    found["enforced"] = ",".join(each.resolved.text for each in enforced)
    version = model.pom.coordinate("version")
    found["version"] = model.resolve(version).text if version else "null"
    found["packaging"] = model.packaging
    found["modules"] = ",".join(model.resolve(each).text for each in model.modules)
    if circular:
        return {"error": "recursive expression cycle"}
    found = {name: text.replace("${java.version}", case.jdk) for name, text in found.items()}
    for name in ("compiled", "enforced"):
        found[name] = ",".join(sorted(found[name].split(",")))
    return found


def _text(model: effective_model.Model, config: maven_pom.Config | None, option: str) -> str:
    element = config.child(option) if config else None
    resolved = model.resolve(element.value) if element and element.value else None
    if resolved is None:
        return "null"
    return "circular" if resolved.circular else resolved.text or "null"


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


def test_equals_mavens_effective_model_for_some_trees(
    tmp_path: Path, maven: Callable[[list[Case]], list[Answer]]
) -> None:
    cases = _cases(tmp_path, 40)
    assert _differences(cases, maven(cases)) == []


@pytest.mark.exhaustive
def test_equals_mavens_model_for_all_trees(tmp_path: Path, maven: Callable[[list[Case]], list[Answer]]) -> None:
    cases = _cases(tmp_path, 1500)
    answers = maven(cases)
    assert sum("error" not in answer for answer in answers) > 1500
    assert _differences(cases, answers) == []


WHOLE = """<project><modelVersion>4.0.0</modelVersion><parent><groupId>x</groupId><relativePath/></parent>
<artifactId>a</artifactId><name>n</name><packaging>jar</packaging><modules><module>m</module></modules>
<properties><java.version>17</java.version><b>1</b></properties>
<dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><exclusions><exclusion><groupId>g</groupId>
</exclusion></exclusions></dependency></dependencies>
<build><directory>d</directory><pluginManagement><plugins><plugin><artifactId>p</artifactId><version>1</version>
</plugin></plugins></pluginManagement><plugins><plugin><artifactId>q</artifactId><executions><execution><id>i</id>
<goals><goal>g</goal></goals><phase>none</phase><configuration><release>17</release></configuration></execution>
</executions></plugin></plugins></build><profiles><profile><id>p</id><activation><jdk>17</jdk><file><exists>x</exists>
</file><property><name>n</name></property></activation><build><finalName>f</finalName></build></profile></profiles>
</project>"""
_LEAF = re.compile(r"<([A-Za-z.]+)>[^<]*</\1>|<([A-Za-z.]+)/>")
_TAG = re.compile(r"<([A-Za-z.]+)>")
_PIECES = [
    "text",
    "<x/>",
    "<!-- c -->",
    "&amp;",
    "<![CDATA[x]]>",
    "<?pi x?>",
    "&eacute;",
    "&nope;",
    "]]>",
    "<x",
    "\xff",
]
_PIECES += [
    "<a b='1' b='2'/>",
    "<configuration/>",
    "<goals/>",
    "<!DOCTYPE a>",
    "&#x1F600;",
    "<a:b xmlns:a='q'/>",
    "<id>i</id>",
]


def _damaged(rng: random.Random) -> bytes:
    """Return a pom in which an element is doubled, moved, renamed, removed or inserted."""
    text = WHOLE
    for _ in range(rng.choice((0, 1, 1, 2))):
        leaf = rng.choice(list(_LEAF.finditer(text)))
        tag = rng.choice(list(_TAG.finditer(text)))
        change = rng.randint(0, 4)
        if change == 0:
            text = text[: leaf.end()] + leaf.group() + text[leaf.end() :]
        elif change == 1:
            text = text[: leaf.start()] + text[leaf.end() :]
        elif change == 2:
            text = text[: tag.end()] + leaf.group() + text[tag.end() :]
        elif change == 3:
            text = text[: tag.end()] + rng.choice(_PIECES) + text[tag.end() :]
        else:
            text = re.sub(rf"(</?){re.escape(tag[1])}(?=[ >/])", rf"\1{tag[1][:-1] or 'xy'}", text)
    return text.encode("latin-1")


def _read_differently(count: int, owner: Callable[..., list[str]]) -> list[str]:
    rng = random.Random(SEED)
    poms = [_damaged(rng) for _ in range(count)]
    theirs = owner([b64encode(each).decode() for each in poms], "read")
    lines = []
    taken = 0
    for data, answer in zip(poms, theirs, strict=True):
        try:
            maven_pom.parse("pom.xml", data)
            ours = "taken"
            taken += 1
        except ManifestError as error:
            ours = f"refused {error}"
        if ours[:5] != answer[:5]:
            lines.append(f"{data!r}: Maven: {answer}; ours: {ours}")
    assert count / 5 < taken < count * 4 / 5
    return lines


def test_refuses_only_poms_that_maven_refuses(owner: Callable[..., list[str]]) -> None:
    assert _read_differently(300, owner) == []


@pytest.mark.exhaustive
def test_refuses_only_poms_that_maven_refuses_for_all(owner: Callable[..., list[str]]) -> None:
    assert _read_differently(10_000, owner) == []


LEVELS = ("1.7", "7", "8", "1.8", "9", "1.9", "1.10", "1.11", "11", "17", "17.0", "21", "6", "jsr14", "v17", "8.0")


def _accepted(properties: str, tmp_path: Path) -> bool:
    """Return whether every setting of a pom admits JDK 17."""
    (tmp_path / "pom.xml").write_text(
        f"<project><modelVersion>4.0.0</modelVersion><properties>{properties}</properties></project>"
    )
    found = [each for each in maven_evidence.collect(Tree(tmp_path)) if isinstance(each, Evidence)]
    return all(each.versions is not None and (17, 0, 9) in each.versions for each in found)


def test_accepts_the_levels_and_pairs_that_javac_accepts(owner: Callable[..., list[str]], tmp_path: Path) -> None:
    source = tmp_path / "A.java"
    source.write_text("class A {}")
    rest = f"-d {tmp_path} {source}"
    pairs = [(one, two) for one in LEVELS for two in LEVELS]
    named = [f"-source {one} -target {two} {rest}" for one, two in pairs]
    named += [f"--release {each} {rest}" for each in LEVELS]
    poms = [
        f"<maven.compiler.source>{one}</maven.compiler.source><maven.compiler.target>{two}</maven.compiler.target>"
        for one, two in pairs
    ]
    poms += [f"<maven.compiler.release>{each}</maven.compiler.release>" for each in LEVELS]
    answers = owner(named, "compile")
    ours = ["taken" if _accepted(each, tmp_path) else "refused" for each in poms]
    wrong = [(each, a, b) for each, a, b in zip(named, answers, ours, strict=True) if a != b]
    assert wrong == []
    assert 50 < answers.count("taken") < len(answers) - 50
