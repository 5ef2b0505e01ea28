"""`manage.py export_roadmap CODE -o FILE.xlsx`: the roadmap as the matrix that the importer reads."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from roadmap.imports import matrix
from roadmap.management import output


class Command(BaseCommand):
    help = "Exports a roadmap to an Excel matrix in the layout of the import."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the roadmap's code")
        parser.add_argument("-o", "--output", required=True, help="the file to write (.xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        roadmap = output.roadmap_or_error(options["code"])
        output.write_file(options["output"], matrix.write_matrix(roadmap, matrix.reports_of(roadmap)))
