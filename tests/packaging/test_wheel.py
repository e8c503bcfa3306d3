"""The wheel: built and installed in fresh environments, away from the checkout."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.installing import PIP, ROOT, clean_environment, make_venv, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

NOT_SHIPPED = {"__pycache__", ".DS_Store"}


@dataclass(frozen=True)
class Installed:
    """A wheel, and the bin folder of the environment that it was installed in."""

    wheel: Path
    bin: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    build = make_venv(folder / "build", "build.txt")
    run(
        build / "pip",
        "wheel",
        *PIP,
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder / "dist",
        ROOT,
        cwd=folder,
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    bin_folder = make_venv(folder / "installed", "build.txt", "run.txt")
    run(bin_folder / "pip", "install", *PIP, "--no-deps", "--no-index", wheel, cwd=folder)
    return Installed(wheel, bin_folder)


def test_wheel_holds_every_file_of_the_package_and_the_manifest(installed: Installed) -> None:
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }
    assert {"bot/dates/words/en.toml", "bot/locale/zh.po", "bot/playground/page/index.html"} <= package
    shipped = {name for name in zipfile.ZipFile(installed.wheel).namelist() if ".dist-info/" not in name}
    assert shipped == package | {"bot/manifest.yml"}


def test_wheel_brings_its_licence_and_command(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = [name for name in wheel.namelist() if ".dist-info/" in name]
        (points,) = [name for name in names if name.endswith("entry_points.txt")]
        assert any(name.endswith("licenses/LICENSE") for name in names)
        assert b"backfill-bot = bot.cli:main" in wheel.read(points)


def test_lock_is_all_that_the_wheel_asks_for(installed: Installed, tmp_path: Path) -> None:
    assert run(installed.bin / "pip", "check", "--disable-pip-version-check", cwd=tmp_path).strip()


def test_help_and_version_away_from_the_checkout(installed: Installed, tmp_path: Path) -> None:
    command = installed.bin / "backfill-bot"
    assert "playground" in run(command, "--help", cwd=tmp_path)
    assert "0.1.0" in run(command, "--version", cwd=tmp_path)
    place = run(installed.bin / "python", "-c", "import bot; print(bot.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.bin.parent)


@pytest.mark.parametrize(
    ("phrase", "ranges"),
    [
        ("last 7 days", [["2026-05-06", "2026-05-12"]]),
        ("上周一到周三", [["2026-05-04", "2026-05-06"]]),
    ],
)
def test_phrases_are_read_with_the_words_that_were_shipped(
    installed: Installed, tmp_path: Path, phrase: str, ranges: list[list[str]]
) -> None:
    now = ("--now", "2026-05-13T10:00:00+08:00", "--tz", "Asia/Shanghai")
    answer = json.loads(run(installed.bin / "backfill-bot", "dates", phrase, *now, "--json", cwd=tmp_path))
    assert answer["ranges"] == ranges, answer


def test_an_installed_playground_plays_a_conversation(installed: Installed, tmp_path: Path) -> None:
    """It needs the manifest, the page, the world, the migrations and the scripts."""
    find = "import bot.playground, pathlib; print(pathlib.Path(bot.playground.__file__).parent / 'scripts')"
    script = Path(run(installed.bin / "python", "-c", find, cwd=tmp_path).strip()) / "refusal-and-form.txt"
    command = (installed.bin / "backfill-bot", "playground", "--port", "0", "--no-browser", "--script", script)
    assert "Preview BF-" in run(*command, cwd=tmp_path, env=clean_environment(HOME=str(tmp_path)))
