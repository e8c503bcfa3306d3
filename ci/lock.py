"""The locks: requirements files with hashes and no addresses, for Python 3.11 upward. `python -m ci.lock [--check]`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {
    "build.txt": ["requirements/build.in"],
    "run.txt": ["pyproject.toml"],
    "dev.txt": ["pyproject.toml", "--group", "test", "--group", "check"],
}


def compile_lock(sources: list[str], output: Path) -> None:
    """Resolve for every platform and Python from 3.11 on; versions that `output` names are kept where they fit."""
    command = ["uv", "pip", "compile", *sources, "--output-file", str(output)]
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:], *options], cwd=ROOT, check=True)  # noqa: S603


def check() -> int:
    """Whether the locks are what pyproject.toml and the present locks resolve to. Answers the exit status."""
    stale = []
    with tempfile.TemporaryDirectory() as folder:
        for name, sources in LOCKS.items():
            present, fresh = ROOT / "requirements" / name, Path(folder) / name
            shutil.copy(present, fresh)
            compile_lock(sources, fresh)
            if fresh.read_text() != present.read_text():
                stale.append(name)
            if "://" in present.read_text():
                sys.stderr.write(f"requirements/{name} names an address\n")
                return 1
    if stale:
        sys.stderr.write(f"requirements/{', '.join(stale)}: not what pyproject.toml asks for; run: make lock\n")
    return 1 if stale else 0


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(check())
    for lock, inputs in LOCKS.items():
        compile_lock(inputs, ROOT / "requirements" / lock)
