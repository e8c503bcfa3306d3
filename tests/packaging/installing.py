"""Fresh environments, as a machine that never saw the checkout makes them: from the lock, naming no package host."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PIP = ("--quiet", "--disable-pip-version-check", "--no-input")


def clean_environment(**more: str) -> dict[str, str]:
    """What the machine gives, without anything that leads back to the checkout or to a real bot."""
    ours = (
        "PYTHON",
        "VIRTUAL_ENV",
        "SLACK_",
        "DATAWORKS_",
        "ALIBABA_CLOUD_",
        "BACKFILL_",
        "DATABASE_URL",
        "PROD_ALLOWED",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None, status: int = 0) -> str:
    """Run to the end; its standard output. The exit status must be `status`."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env or clean_environment(), capture_output=True, text=True
    )
    assert done.returncode == status, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def make_venv(folder: Path, *locks: str) -> Path:
    """A virtual environment in `folder` with these lock files installed; its bin folder."""
    run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    for name in locks:
        lock = ROOT / "requirements" / name
        run(
            *(folder / "bin" / "pip", "install", *PIP, "--require-hashes", "--no-build-isolation", "-r", lock),
            cwd=folder.parent,
        )
    return folder / "bin"
