#!/usr/bin/env python3
"""Django's command line for Alternat."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError
    from django.utils.translation import gettext as _

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        reason = str(error).strip().splitlines() or [""]
        sys.exit(_("The database does not answer: %(reason)s") % {"reason": reason[0]})


if __name__ == "__main__":
    main()
