#!/usr/bin/env python3
"""Make .venv on a Python this project supports, from requirements.lock. Runs on any python3 >= 3.8.

Which Python: $PYTHON, this interpreter, python3.1x on PATH, pyenv's versions, then whatever uv can find.
With --browser, also see to a Chromium for the tests that look at pages (Debian's package, through apt).
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

FLOOR, CEILING = (3, 12), (3, 15)
UV_VERSION = "0.13.9"
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
TOOLS = os.path.join(HERE, ".tools")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def run(*command, **options):
    print("+", " ".join(part.replace(HERE + os.sep, "") for part in command), flush=True)
    subprocess.check_call(command, **options)


def version_of(python):
    """(major, minor) of an interpreter, or None where it does not start (a pyenv shim without a version)."""
    try:
        answer = subprocess.run(
            [python, "-c", "import sys; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return tuple(int(part) for part in answer.stdout.split())


def pythons():
    yield os.environ.get("PYTHON")
    yield sys.executable
    for minor in (13, 14, 12):
        yield shutil.which("python3.%d" % minor)
    root = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    found = glob.glob(os.path.join(root, "versions", "3.*", "bin", "python3"))
    yield from sorted(found, key=lambda path: [int(n) for n in re.findall(r"\d+", path)], reverse=True)


def make_environment():
    lock = os.path.join(HERE, "requirements.lock")
    mark = os.path.join(VENV, ".lock-sha")
    wanted = hashlib.sha256()
    for path in (lock, os.path.join(HERE, "pyproject.toml")):
        with open(path, "rb") as handle:
            wanted.update(handle.read())
    if os.path.exists(mark):
        with open(mark) as handle:
            if handle.read() == wanted.hexdigest():
                return
    usable = (path for path in pythons() if path and FLOOR <= (version_of(path) or (0, 0)) < CEILING)
    python = next(usable, ">=%d.%d,<%d.%d" % (FLOOR + CEILING))
    uv = os.path.join(TOOLS, "bin", "uv")
    if not os.path.exists(uv):
        run(sys.executable, "-m", "venv", TOOLS)
        run(
            os.path.join(TOOLS, "bin", "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--no-input",
            "uv==" + UV_VERSION,
        )
    # UV_SYSTEM_CERTS: behind a company's proxy the system's certificates are the ones that work.
    environment = dict({"UV_SYSTEM_CERTS": "1"}, **os.environ, VIRTUAL_ENV=VENV)
    run(uv, "venv", "-q", "--clear", "--python", python, VENV, env=environment)
    run(uv, "pip", "sync", "-q", "--require-hashes", lock, env=environment)
    run(uv, "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", HERE, env=environment)
    with open(mark, "w") as handle:
        handle.write(wanted.hexdigest())


def make_browser():
    if any(shutil.which(name) for name in BROWSERS):
        return
    apt = shutil.which("apt-get")
    if not apt:
        sys.exit("bootstrap: the page tests need Chromium. Install it (package `chromium`) and run again.")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run(*sudo, apt, "update", "-q", env=environment, stdout=subprocess.DEVNULL)
    run(
        *sudo,
        apt,
        "install",
        "-q",
        "-y",
        "--no-install-recommends",
        "chromium",
        "fonts-noto-cjk",
        env=environment,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    make_environment()
    if "--browser" in sys.argv[1:]:
        make_browser()
