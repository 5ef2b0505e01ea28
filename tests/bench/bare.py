"""The ceiling: a Django site of one view that renders a page of `PAGE_BYTES` from a template, and nothing else.

No middleware, no session, no database. Never part of the product: `gunicorn tests.bench.bare:application`.
"""

import os
from datetime import date, timedelta

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

PAGE = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>
<table><thead><tr><th>N°</th><th>Actividad</th><th>Plazo</th><th>Avance</th><th>Estado</th></tr></thead><tbody>
{% for row in rows %}<tr><th>{{ row.number }}</th><td>{{ row.title }}</td>\
<td>{{ row.deadline|date:"d/m/Y" }}</td><td>{{ row.value }}</td>\
<td>{% if row.done %}Cumplida{% else %}En curso{% endif %}</td></tr>
{% endfor %}</tbody></table>{{ padding }}</main></body></html>
"""

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="bench",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
                    )
                ]
            },
        }
    ],
    USE_TZ=True,
)


def _row(index: int) -> dict[str, object]:
    return {
        "number": f"{index // 12 + 1}.{index % 12 + 1}",
        "title": f"Actividad {index} de la zona de frontera",
        "deadline": date(2026, 1, 1) + timedelta(days=index),
        "value": index % 101,
        "done": index % 3 == 0,
    }


def _values(size: int) -> dict[str, object]:
    """As many rows as fit into the size, then padding to the byte."""
    values: dict[str, object] = {"title": "Hoja de ruta", "rows": [], "padding": ""}
    empty = len(render_to_string("page.html", values).encode())
    each = len(render_to_string("page.html", {**values, "rows": [_row(100)]}).encode()) - empty
    values["rows"] = [_row(index) for index in range(max(0, size - empty) // each)]
    values["padding"] = "·" * max(0, (size - len(render_to_string("page.html", values).encode())) // 2)
    return values


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", VALUES)


urlpatterns = [path("", page)]
django.setup()
VALUES = _values(int(os.environ.get("PAGE_BYTES", "17000")))
application = get_wsgi_application()
