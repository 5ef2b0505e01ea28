"""A temporary folder for what the tests write, set before Django reads its settings; and equal runs.

pytest loads this first (`-p tests.environment` in pyproject.toml).
"""

import os
import tempfile

from hypothesis import settings

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # A worker inherits the folder of the run and takes a part of it for itself; and its own server.
    os.environ["DATA_DIR"] = os.path.join(os.environ["DATA_DIR"], worker)
    if urls := os.environ.get("DATABASE_URLS", "").split():
        os.environ["DATABASE_URL"] = urls[int(worker.removeprefix("gw")) % len(urls)]
else:
    _folder = tempfile.TemporaryDirectory(prefix="alternat-tests-")
    os.environ["DATA_DIR"] = os.path.join(_folder.name, "data")
    os.environ["HOME"] = _folder.name
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.path.join(_folder.name, "hypothesis")

# The same examples every time, and no verdict by the clock: a busy machine is not a wrong figure.
examples = 30 if os.environ.get("BRIEFLY") else 100
settings.register_profile("alike", derandomize=True, deadline=None, database=None, max_examples=examples)
settings.load_profile("alike")
os.environ["PLAIN_STATIC"] = "1"
# The cast signs in without a second factor; whoever tests the gate turns it on.
os.environ["SECOND_FACTOR_REQUIRED"] = "0"
