"""The image, without a container engine: the Dockerfile is read, its steps are run, and what it starts is started."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Self

import pytest

from bot.playground import launch
from bot.playground.dataworks import server as dataworks
from bot.playground.script import play
from bot.playground.slack import server as slack
from tests.packaging.dockerfile import USER, Box, let_in, read
from tests.packaging.installing import ROOT, run

FIRST_BACKFILL = Path(launch.__file__).parent / "scripts" / "first-backfill.txt"
GRACE = 10.0
"""Seconds that `docker stop` gives."""
WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.getuid() == 0 else ()
"""Root may write where modes forbid it; the image's user may not."""


def test_second_stage_gets_the_environment_alone() -> None:
    build, final = read()
    assert build.name == "build"
    assert build.base == final.base
    assert [item.rest for item in final.all("COPY")] == ["--from=build /opt/backfill-bot /opt/backfill-bot"]


def test_every_install_is_held_by_the_lock() -> None:
    for item in (item for stage in read() for item in stage.all("RUN")):
        for command in item.rest.split("&&"):
            if "pip" in command and ("install" in command or "wheel" in command):
                assert "--require-hashes" in command or "--no-deps" in command, command
            assert "://" not in command


def test_what_is_declared() -> None:
    final = read()[-1]
    assert final.one("USER").rest == f"{USER}:{USER}"
    assert final.one("VOLUME").rest == "/data"
    assert final.env["DATABASE_URL"].startswith("sqlite:////data/")
    assert final.one("STOPSIGNAL").rest == "SIGTERM"
    assert final.one("ENTRYPOINT").words + final.one("CMD").words == ["backfill-bot", "run"]
    assert final.one("EXPOSE").rest == final.env["PORT"]


def test_only_the_image_listens_on_every_address() -> None:
    assert read()[-1].env["HOST"] == "0.0.0.0"  # noqa: S104 - inside a container it must
    sources = [*(ROOT / "bot").rglob("*.py"), ROOT / "manifest.yml", ROOT / "Makefile"]
    assert [path for path in sources if "0.0.0.0" in path.read_text()] == []  # noqa: S104


def test_context_is_small_and_holds_no_secrets() -> None:
    top = {path.name for path in ROOT.iterdir() if let_in(path)}
    assert top == {"bot", "requirements", "pyproject.toml", "README.md", "LICENSE", "manifest.yml"}
    assert not let_in(ROOT / "bot" / "slack" / "__pycache__")


def _unwritable(root: Path) -> None:
    """The files are ours, so that their modes have to keep us out, and WITHOUT_RIGHTS keeps root to the modes."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)


@dataclass(frozen=True)
class Image:
    """What the Dockerfile makes, and how it left the data volume."""

    box: Box
    data: os.stat_result


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Every step of the Dockerfile, carried out."""
    box = Box(tmp_path_factory.mktemp("image"))
    box.at("/etc").mkdir()
    for name in ("passwd", "group", "shadow", "gshadow"):
        box.at(f"/etc/{name}").touch()
    for stage in read():
        box.build(stage)
    declared = box.at("/data").stat()
    _unwritable(box.at("/opt"))
    os.chown(box.at("/data"), os.getuid(), os.getgid())
    return Image(box, declared)


@dataclass
class Container:
    """What `docker run --read-only` starts: the entry point in the image's environment. Use as a context."""

    box: Box
    arguments: tuple[str, ...]
    settings: dict[str, str]
    port: int

    async def __aenter__(self) -> Self:
        self.log = self.box.root / "writes.log"
        self.log.write_text("")
        watching = self.box.root / "watching"
        watching.mkdir(exist_ok=True)
        shutil.copy(Path(__file__).parent / "sitecustomize.py", watching)
        inherited = {name: value for name, value in self.box.env.items() if not name.lower().endswith("_proxy")}
        image = {"HOME": str(self.box.at("/data")), "PYTHONPATH": str(watching), "WRITES_LOG": str(self.log)}
        final = read()[-1]
        self.process = await asyncio.create_subprocess_exec(
            *WITHOUT_RIGHTS,
            *final.one("ENTRYPOINT").words,
            *(self.arguments or final.one("CMD").words),
            cwd=self.box.at(final.one("WORKDIR").rest),
            env=inherited | image | self.settings | {"HOST": "127.0.0.1", "PORT": str(self.port)},
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        await asyncio.wait_for(self._ready(), 60)
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def _ready(self) -> None:
        assert self.process.stderr is not None
        said = b""
        while b'"event": "ready"' not in said:
            line = await self.process.stderr.readline()
            assert line, said.decode()
            said += line

    async def healthy(self) -> bool:
        """Whether the image's health check is content."""
        command = read()[-1].one("HEALTHCHECK").words
        env = self.box.env | {"PORT": str(self.port)}
        probe = await asyncio.create_subprocess_exec(*command, env=env, stderr=asyncio.subprocess.DEVNULL)
        return await asyncio.wait_for(probe.wait(), 10) == 0

    @property
    def written(self) -> set[Path]:
        """Every file and folder that it changed or opened to write."""
        return {Path(line) for line in self.log.read_text().splitlines()} - {Path(os.devnull)}


@pytest.fixture
async def settings() -> AsyncIterator[dict[str, str]]:
    """What a person sets; where it leads to: a simulated DataWorks that is quick."""
    runner = await dataworks.serve(speed=200.0)
    yield {
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_APP_TOKEN": "xapp-playground",
        "SLACK_SIGNING_SECRET": "playground-signing-secret",
        "DATAWORKS_ENDPOINT": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "DATAWORKS_REGION": "cn-shanghai",
        "DATAWORKS_PROJECT_ID": "10001",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "playgroundkeyid",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "playgroundkeysecret",
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "PROD_ALLOWED": "U0OWNER",
        "FOLLOW_FIRST_SECONDS": "0.2",
        "FOLLOW_MAX_SECONDS": "1",
    }
    await runner.cleanup()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("arguments", [(), ("run", "--http")], ids=["socket", "http"])
async def test_container_works_is_healthy_and_ends_when_told(
    image: Image, settings: dict[str, str], arguments: tuple[str, ...]
) -> None:
    port = _free_port()
    delivery = {"mode": "http", "events_url": f"http://127.0.0.1:{port}/slack/events"} if arguments else {}
    server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", **delivery)
    told: list[str] = []
    try:
        async with Container(image.box, arguments, settings | {"SLACK_API_URL": server.api_url}, port) as container:
            assert await container.healthy()
            await play(server.url, FIRST_BACKFILL.read_text(), told.append)
            began = monotonic()
            container.process.terminate()
            assert await asyncio.wait_for(container.process.wait(), GRACE) == 0
            assert monotonic() - began < GRACE / 2
            assert not await container.healthy()
    finally:
        await server.close()
    assert "7 of 7 succeeded" in told[-1]
    data = image.box.at("/data")
    assert data / "backfill.db" in container.written
    assert [path for path in container.written if not path.is_relative_to(data)] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_image_holds_no_installer_and_its_user_owns_only_the_data(image: Image) -> None:
    assert f"backfill:x:{USER}:{USER}:" in image.box.at("/etc/passwd").read_text()
    assert not list(image.box.at("/opt/backfill-bot/lib").rglob("site-packages/pip"))
    assert image.data.st_mode & 0o777 == 0o700
    assert image.data.st_uid == (int(USER) if os.getuid() == 0 else os.getuid())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_image_draws_chinese_names(image: Image) -> None:
    code = "from bot.picture.fonts import system_fonts as f; print(f().wide); print(f().shows('订单明细，第 3 步'))"
    env = image.box.env | {"XDG_DATA_DIRS": str(image.box.at("/usr/share")), "HOME": str(image.box.at("/data"))}
    font, shown = run("python", "-c", code, cwd=image.box.at("/data"), env=env).split()
    assert Path(font).is_relative_to(image.box.at("/usr/share/fonts"))
    assert shown == "True"


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])
