"""How fast the rows of a large workbook come into an empty database once the file is read.

python -m tests.bench.workbooks 5000
"""

import json
import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import countries  # noqa: E402
from roadmap.imports import apply  # noqa: E402
from roadmap.imports.workbook import read_workbook  # noqa: E402
from roadmap.models import ProgressReport  # noqa: E402
from tests.generator import workbook  # noqa: E402


def measure(rows: int) -> dict[str, float]:
    """Seconds to read the file and seconds to write what it says."""
    call_command("migrate", interactive=False, verbosity=0)
    file = workbook(rows)
    began = time.perf_counter()
    read = read_workbook(file, countries=countries.known())
    was_read = time.perf_counter()
    apply.apply(read, by=None, now=timezone.now())
    written = time.perf_counter()
    stored = ProgressReport.objects.count()
    if stored != rows:
        raise SystemExit(f"{stored} of {rows} rows were imported")
    return {"rows": rows, "read_s": was_read - began, "write_s": written - was_read}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
