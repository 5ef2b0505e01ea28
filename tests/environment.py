"""Where the tests write: a temporary folder, chosen before Django reads its settings.

pytest loads this first (`-p tests.environment` in pyproject.toml).
"""

import os
import tempfile

if "PYTEST_XDIST_WORKER" in os.environ:
    # A worker inherits the folder of the run and takes a part of it for itself.
    os.environ["DATA_DIR"] = os.path.join(os.environ["DATA_DIR"], os.environ["PYTEST_XDIST_WORKER"])
else:
    _folder = tempfile.TemporaryDirectory(prefix="alternat-tests-")
    os.environ["DATA_DIR"] = os.path.join(_folder.name, "data")
    os.environ["HOME"] = _folder.name
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.path.join(_folder.name, "hypothesis")
os.environ["PLAIN_STATIC"] = "1"
