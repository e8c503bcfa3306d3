"""Reads the Dockerfile, and carries it out without a container engine: in a folder, with the paths moved there."""

import fnmatch
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.packaging.installing import ROOT, clean_environment, run

USER = "10001"
"""The image's user and group."""


@dataclass(frozen=True)
class Instruction:
    """`RUN`, `COPY` and so on, with the rest of its line; continued lines are joined."""

    keyword: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The JSON form's words, or the line as a shell would get it; of HEALTHCHECK its command's."""
        command = self.rest.partition("CMD ")[2] if self.keyword == "HEALTHCHECK" else self.rest
        return list(json.loads(command)) if command.startswith("[") else ["sh", "-c", command]

    @property
    def packages(self) -> list[str]:
        """The Debian packages that a RUN installs."""
        installed = re.search(r"apt-get install ([^&]*)", self.rest)
        return [word for word in installed[1].split() if not word.startswith("-")] if installed else []


@dataclass(frozen=True)
class Stage:
    """What stands between one FROM and the next."""

    name: str
    base: str
    instructions: tuple[Instruction, ...]

    def all(self, keyword: str) -> list[Instruction]:
        """Every instruction of a kind, in order."""
        return [item for item in self.instructions if item.keyword == keyword]

    def one(self, keyword: str) -> Instruction:
        """The only instruction of a kind."""
        (found,) = self.all(keyword)
        return found

    @property
    def env(self) -> dict[str, str]:
        """What ENV sets."""
        pairs = (pair for item in self.all("ENV") for pair in item.rest.split())
        return dict(pair.split("=", 1) for pair in pairs)


def read(path: Path = ROOT / "Dockerfile") -> list[Stage]:
    """The stages of the Dockerfile."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        keyword, rest = line.split(None, 1)
        if keyword == "FROM":
            base, *name = rest.split(" AS ")
            stages.append(Stage(name[0] if name else "", base, ()))
        else:
            last = stages.pop()
            stages.append(Stage(last.name, last.base, (*last.instructions, Instruction(keyword, rest.strip()))))
    return stages


def let_in(path: Path) -> bool:
    """Whether .dockerignore leaves a path of the checkout in the build context; the last line that matches decides."""
    inside = True
    relative = path.relative_to(ROOT)
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.strip().lstrip("!").removeprefix("**/")
        anywhere = "**/" in line
        if not pattern or line.startswith("#"):
            continue
        parts = relative.parts if anywhere else relative.parts[:1]
        if any(fnmatch.fnmatchcase(part, pattern) for part in parts):
            inside = line.startswith("!")
    return inside


@dataclass
class Box:
    """A folder that stands for the file system of the image; `at("/data")` is where a path of the image lies."""

    root: Path
    env: dict[str, str] = field(default_factory=clean_environment)

    def at(self, path: str) -> Path:
        """A path of the image."""
        return self.root / path.lstrip("/")

    def moved(self, text: str) -> str:
        """A text of the Dockerfile with the image's paths moved here; who is not root can give files to nobody else."""
        text = re.sub(r"(?<![\w.])/(?=(?:opt|src|data)\b)", f"{self.root}/", text)
        text = re.sub(r"\b(groupadd|useradd)\b", rf"\1 --prefix {self.root}", text)
        return text if os.getuid() == 0 else text.replace(f"-o {USER} -g {USER}", "")

    def build(self, stage: Stage) -> None:
        """Carry out WORKDIR, ENV, COPY from the checkout, and RUN. Files of an earlier stage lie here already."""
        here = self.root
        for item in stage.instructions:
            if item.keyword == "ENV":
                self.env |= {name: self.moved(value) for name, value in Stage("", "", (item,)).env.items()}
                self.env["PATH"] = self.env["PATH"].replace("$PATH", os.environ["PATH"])
            elif item.keyword == "WORKDIR":
                here = self.at(item.rest)
                here.mkdir(parents=True, exist_ok=True)
            elif item.keyword == "COPY" and not item.rest.startswith("--from"):
                *sources, target = item.rest.split()
                for source in sources:
                    _copy(ROOT / source, here / target, into=target.endswith("/"))
            elif item.packages:
                self._unpack(item.packages)
            elif item.keyword == "RUN":
                run("sh", "-c", self.moved(item.rest), cwd=here, env=self.env)

    def _unpack(self, packages: list[str]) -> None:
        """Debian packages, in the box and not on this machine."""
        folder = self.at("/var/cache/packages")
        folder.mkdir(parents=True)
        # Lists and caches of its own: others may be fetching packages on this machine just now.
        kept = [f"-oDir::{name}={folder / where}" for name, where in (("State::lists", "lists"), ("Cache", "cache"))]
        for name in ("lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True)
        run("apt-get", *kept, "update", "-qq", cwd=folder)
        run("apt-get", *kept, "download", "-qq", *packages, cwd=folder)
        for package in folder.glob("*.deb"):
            run("dpkg-deb", "--extract", package, self.root, cwd=folder)


def _copy(source: Path, target: Path, *, into: bool) -> None:
    assert let_in(source), f".dockerignore keeps {source.name} out"
    if source.is_dir():
        shutil.copytree(
            *(source, target),
            ignore=lambda folder, names: [name for name in names if not let_in(Path(folder) / name)],
        )
        return
    target = target / source.name if into else target
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
