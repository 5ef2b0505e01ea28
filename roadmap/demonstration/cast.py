"""Who plays: the accounts with which the demonstration is tried."""

from dataclasses import dataclass

from accounts.models import Appointment, Role


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the demonstration: e-mail, name, role and where they work; for how many days, None: open ended."""

    email: str
    name: str
    role: Role
    country: str | None = None
    institution: str | None = None
    capacity: str = Appointment.Capacity.TITULAR
    days: int | None = None


ALTERNATE = Appointment.Capacity.ALTERNATE
CAST = (
    Part(
        "secretaria1.bo@demo.example",
        "Secretaría técnica de Bolivia (1)",
        Role.SECRETARIAT,
        "BO",
        "ST-CPCTTP",
    ),
    Part(
        "secretaria2.bo@demo.example",
        "Secretaría técnica de Bolivia (2)",
        Role.SECRETARIAT,
        "BO",
        "ST-CPCTTP",
    ),
    Part(
        "secretaria1.pe@demo.example",
        "Secretaría técnica del Perú (1)",
        Role.SECRETARIAT,
        "PE",
        "ST-CMNP",
    ),
    Part(
        "secretaria2.pe@demo.example",
        "Secretaría técnica del Perú (2)",
        Role.SECRETARIAT,
        "PE",
        "ST-CMNP",
    ),
    Part("focal.bo@demo.example", "Punto focal de Bolivia", Role.FOCAL_POINT, "BO", "FGE"),
    Part("focal.pe@demo.example", "Punto focal del Perú", Role.FOCAL_POINT, "PE", "MIMP"),
    # Ends within the 30 days of which a secretariat is warned.
    Part(
        "alterno.bo@demo.example",
        "Punto focal alterno de Bolivia",
        Role.FOCAL_POINT,
        "BO",
        "FGE",
        ALTERNATE,
        days=21,
    ),
    Part(
        "alterno.pe@demo.example", "Punto focal alterno del Perú", Role.FOCAL_POINT, "PE", "MIMP", ALTERNATE
    ),
    Part("autoridad.bo@demo.example", "Autoridad de la FGE", Role.AUTHORITY, "BO", "FGE"),
    Part("autoridad.pe@demo.example", "Autoridad del MIMP", Role.AUTHORITY, "PE", "MIMP"),
    Part("cancilleria.bo@demo.example", "Cancillería de Bolivia", Role.FOREIGN_MINISTRY, "BO", "MRE"),
    Part("cancilleria.pe@demo.example", "Cancillería del Perú", Role.FOREIGN_MINISTRY, "PE", "MRE"),
    Part("lector.bo@demo.example", "Lectora de la Cancillería de Bolivia", Role.READER, "BO", "MRE"),
    Part("consul.bo@demo.example", "Cónsul de Bolivia en Lima", Role.CONSUL, "BO", "C-BO Lima"),
    Part("consul.pe@demo.example", "Cónsul del Perú en La Paz", Role.CONSUL, "PE", "CG-PE La Paz"),
    Part("observador@demo.example", "Observador de la cooperación", Role.OBSERVER, None, "OIM"),
    Part("operador@demo.example", "Operador del servidor", Role.OPERATOR),
)
