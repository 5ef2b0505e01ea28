# Everything is done by config/setup (standard library only): it installs what is missing, then runs.
# Another Python: make run PYTHON=python3.12. Settings are environment variables: make run PORT=8001.
PYTHON ?= python3

.PHONY: help setup run test test-all check bench
.NOTPARALLEL:

help:
	@echo "make run    install, then serve on http://127.0.0.1:8000 with the demonstration"
	@echo "make test   install, then every check and the suite on both databases and in a browser (what CI runs)"
	@echo "make test-all  the same, leaving out nothing: before a release"
	@echo "make check  lint, types and the tests on SQLite"
	@echo "make bench  measure the speed"
	@echo "make setup  install only"

setup run test test-all check bench:
	@command -v "$(PYTHON)" >/dev/null || { echo "Alternat needs Python 3.11 or newer: install python3, then run this again." >&2; exit 1; }
	@"$(PYTHON)" -m config.setup $@
