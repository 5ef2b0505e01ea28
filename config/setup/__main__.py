"""The commands behind `make`: python3 -m config.setup setup|run|test|test-all|check|bench."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the one place that an older Python reaches
    sys.exit(f"Alternat needs Python 3.11 or newer, and {sys.executable} is older: make … PYTHON=python3.12")

import os

from config.setup import checks, install
from config.setup.install import ROOT, VENV_PYTHON, SetupError

COMMANDS = ("setup", "run", "test", "test-all", "check", "bench")


def main(command: str) -> int:
    os.chdir(ROOT)
    # Relative to where the person stands, for every process alike.
    os.environ["DATA_DIR"] = os.path.abspath(os.environ.get("DATA_DIR") or "var")
    if command in ("setup", "run"):
        install.install(groups=["run"], lock=install.RUN)
    elif command == "bench":
        install.install(groups=["run"], lock=install.DEV)
    else:
        install.install(groups=["run", "test"], lock=install.DEV)
    if command == "run":
        # Becomes the server: Ctrl-C and signals reach it directly.
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "config.setup.serve"])
    if command == "setup":
        print("Everything is installed: make run starts Alternat.")
        return 0
    return checks.run(command)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python3 -m config.setup {'|'.join(COMMANDS)}")
    try:
        sys.exit(main(sys.argv[1]))
    except SetupError as error:
        sys.exit(f"\n{error}")
    except OSError as error:
        sys.exit(f"\nSetting up failed: {error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
