"""A file says by its name what it is of."""

from dataclasses import replace

import pytest

from roadmap.reports import naming


@pytest.mark.parametrize(
    ("copy", "language", "name"),
    [
        ("PE", "es", "informe-bo-pe-2025-2026_corte-2026-09-30_copia-PE_datos-de-demostracion.pdf"),
        (None, "es", "informe-bo-pe-2025-2026_corte-2026-09-30_datos-de-demostracion.pdf"),
        ("BO", "en", "report-bo-pe-2025-2026_cutoff-2026-09-30_copy-BO_demonstration-data.pdf"),
    ],
)
def test_the_name_tells_roadmap_day_copy_and_demonstration(contexts, copy, language, name):
    assert naming.file_name(contexts[copy, language], "pdf") == name


def test_real_data_are_not_called_a_demonstration(contexts):
    real = replace(contexts["PE", "es"], demonstration=False)
    assert naming.file_name(real, "xlsx") == "informe-bo-pe-2025-2026_corte-2026-09-30_copia-PE.xlsx"
