"""Which pictures there are: what of which page, seen by whom. Addresses hold the places that the scene made."""

from dataclasses import dataclass

DAY = "2026-09-30"


@dataclass(frozen=True, slots=True)
class Shot:
    """`who` is the e-mail's first part of a demonstration account; the picture begins at `part` of the page and ends
    after `height` pixels at the latest."""

    name: str
    who: str
    address: str
    height: int
    part: str = "main > .wrap"
    width: int = 900


ROADMAP = "/roadmaps/{roadmap}/"
SHOTS = (
    Shot("ingresar", "", "/accounts/sign-in/", 560, part="body"),
    Shot("tablero", "lector.bo", f"{ROADMAP}?as_of={DAY}", 900),
    Shot("paises", "secretaria1.pe", f"{ROADMAP}?as_of={DAY}", 540, part="#parties"),
    Shot("por-que", "secretaria1.pe", f"{ROADMAP}why/due/?as_of={DAY}", 1000, width=1100),
    Shot("actividades", "lector.bo", f"{ROADMAP}activities/?as_of={DAY}", 940, width=1100),
    Shot("actividad", "secretaria1.pe", f"{ROADMAP}activities/2.1/?as_of={DAY}", 1100),
    Shot("descargar", "secretaria1.pe", f"{ROADMAP}report/?as_of={DAY}", 1040),
    Shot("informar", "focal.pe", "/progress/{draft}/edit/", 1100),
    Shot("evidencia", "focal.pe", "/progress/{draft}/", 420, part='main h2:has-text("Evid")'),
    Shot("validar", "secretaria1.bo", "/progress/{submitted}/", 960),
    Shot("conformidad", "secretaria1.bo", "/progress/{validated}/", 960),
    Shot("importar", "secretaria1.pe", "/import/{upload}/", 760),
    Shot("vigencia", "secretaria1.bo", "/roadmaps/{new_roadmap}/status/", 980),
    Shot("bandeja", "secretaria1.pe", "/inbox/", 980),
    Shot("visto-bueno", "autoridad.bo", "/progress/{to_approve}/approve/", 700),
    Shot("siguiente", "secretaria1.pe", "/roadmaps/{next}/preparation/", 860, width=1000),
    Shot("designaciones", "secretaria1.bo", "/accounts/people/", 620, width=1000),
    Shot("personas", "operador", "/accounts/people/", 700, width=1000),
)
