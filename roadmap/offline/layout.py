"""Sheets, headings and keys of the form in both languages: what is written in one is read in either."""

from roadmap.imports.tables import Column, column, optional

LANGUAGES = ("es", "en")
SHEETS = {"facts": ("Formulario", "Form"), "rows": ("Avances", "Progress")}
FACTS = {
    "roadmap": ("Hoja de ruta", "Roadmap"),
    "cutoff": ("Fecha de corte", "Cutoff date"),
    "country": ("País", "Country"),
    "institution": ("Institución", "Institution"),
    "fingerprint": ("Huella del formulario", "Fingerprint of the form"),
}
HEADINGS = {
    "key": ("Clave", "Key"),
    "number": ("N°", "No."),
    "title": ("Actividad o hito", "Activity or milestone"),
    "last": ("Último validado", "Last validated"),
    "percent": ("Avance %", "Progress %"),
    "met": ("Hito cumplido", "Milestone met"),
    "description": ("Qué se hizo", "What was done"),
    "difficulties": ("Dificultades", "Difficulties"),
    "next_steps": ("Próximos pasos", "Next steps"),
    "value_reached": ("Valor alcanzado", "Value reached"),
    "explanation": ("Explicación si el avance es menor", "Explanation if the progress is lower"),
    "url": ("Enlace de evidencia", "Link to evidence"),
    "url_title": ("Título del enlace", "Title of the link"),
}
INPUTS = tuple(HEADINGS)[4:]
TEXTS = tuple(HEADINGS)[6:]
YES, NO = ("Sí", "Yes"), ("No", "No")
TICKED, NOT_TICKED = "ticked", ""  # in the hidden key of a milestone: how its cell was printed


def index(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0


def columns() -> dict[str, Column]:
    """The headings as the reader of tables wants them; those that a form cannot do without are required."""
    found = {}
    for name, (first, second) in HEADINGS.items():
        also = column(second).known_as
        found[name] = column(first, *also) if name in ("key", "percent", "met") else optional(first, *also)
    return found


def facts() -> dict[str, Column]:
    return {name: column(first, *column(second).known_as) for name, (first, second) in FACTS.items()}
