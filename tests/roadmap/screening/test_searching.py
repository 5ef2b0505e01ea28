"""What looks like a person's datum and what does not, in both countries and both languages; invented persons."""

import time

import pytest

from roadmap.screening import Piece, search

FOUND = [
    ("DNI 45678912", "pe-dni", "45678912"),
    ("D.N.I. N° 45678912-3", "pe-dni", "456789123"),
    ("dni: 45.678.912", "pe-dni", "45678912"),
    ("identificada con 45 678 912", "pe-dni", "45678912"),
    ("DNI_45678912.pdf", "pe-dni", "45678912"),
    ("la señora 45678912 declaró", "pe-dni", "45678912"),
    ("N°\tNombre\tEdad\n1\tUna persona\t45678912", "pe-dni", "45678912"),
    ("carné de extranjería 001234567", "pe-foreigner", "001234567"),
    ("C.E. 001234567", "pe-foreigner", "001234567"),
    ("RUC 10456789123", "pe-ruc", "10456789123"),
    ("CI 4567891", "bo-ci", "4567891"),
    ("C.I. 4.567.891 LP", "bo-ci", "4567891"),
    ("cédula de identidad Nº 4567891-1A", "bo-ci", "45678911a"),
    ("carnet 45678", "bo-ci", "45678"),
    ("Registrado con 4567891 CBBA en el taller", "bo-ci", "4567891CBBA"),
    ("la persona 4567891 asistió", "bo-ci", "4567891"),
    ("pasaporte N° 116.254-789", "passport", "116254789"),
    ("Pasaporte AB123456", "passport", "ab123456"),
    ("passport no. 116254789", "passport", "116254789"),
    ("identity card 4567891", "identity", "4567891"),
    ("cel. 987 654 321", "phone", "987654321"),
    ("llamar al 987654321", "phone", "987654321"),
    ("987 654 321", "phone", "987654321"),
    ("teléfono (01) 234-5678", "phone", "012345678"),
    ("WhatsApp: 71234567", "phone", "71234567"),
    ("912 345 678 y más", "phone", "912345678"),
    ("712-34567", "phone", "71234567"),
    ("+591 71234567", "phone", "59171234567"),
    ("+51 987 654 321", "phone", "51987654321"),
    ("phone 2 2345678", "phone", "22345678"),
    ("escribir a rosa.quispe@correo.example", "email", "rosaquispe@correoexample"),
    ("la víctima Rosa Quispe Mamani declaró", "victim", "rosaquispemamani"),
    ("La víctima, de nombre Rosa, fue atendida", "victim", "rosa"),
    ("VÍCTIMA: ROSA QUISPE", "victim", "rosaquispe"),
    ("la agraviada A.M.Q. fue trasladada", "victim", "amq"),
    ("la testigo que responde al nombre de Rosa Quispe", "victim", "rosaquispe"),
    ("Víctima Rosa de la Cruz", "victim", "rosadelacruz"),
    ("the victim named Rosa Quispe", "victim", "rosaquispe"),
    ("la menor de iniciales A.B.C.", "minor", "abc"),
    ("menor con las iniciales JLM", "minor", "jlm"),
    ("el adolescente llamado Juan", "minor", "juan"),
    ("la niña Rosa Huanca", "minor", "rosahuanca"),
    ("Juan Quispe (14 años)", "minor", "juanquispe"),
    ("Juan Quispe Mamani, de 9 años de edad", "minor", "juanquispemamani"),
    ("a girl called Rosa", "minor", "rosa"),
    ("Nombre de la víctima: \n", "names", "nombredelavictima"),
    ("Apellidos y nombres del menor\tEdad", "names", "apellidosynombresdelmenor"),
    ("Lista de víctimas", "names", "listadevictimas"),
    ("Names of the victims", "names", "namesofthevictims"),
]
NOT_FOUND = [
    "",
    "Ley 263 Integral contra la Trata y Tráfico de Personas",
    "Ley N° 28950 y Ley N° 1234567",
    "D.S. 1486 y DS N° 001-2016-IN",
    "Resolución Ministerial N° 0123-2026-MIMP",
    "el 12/05/2026, el 20260512 y el 12052026",
    "entre 2021-2022 y 2025–2026",
    "S/ 1,234,567.50 y S/ 12345678",
    "Bs 1234567, Bs. 12345678 y 1.234.567 bolivianos",
    "USD 12345678; presupuesto de 12345678",
    "Monto: 12345678 soles",
    "una población de 12345678",
    "12345678 habitantes",
    "en total 12500000",
    "RUC 20131370645",
    "NIT 1234567",
    "Oficio N° 45678912 y expediente N.° 2026123456",
    "CITE: 4567891",
    "código CUI 2345678",
    "hoja de trámite: registro 45678912",
    "actividad 1.1, 2.10 y 4.3; hitos H1 y H2",
    "92 % (23 de 25 actividades)",
    "25 talleres, 1200 personas, 3450 horas",
    "Línea 100, línea 1818 y 0800-12345",
    "teléfono 0800 12 345",
    "informes por teléfono, 2026-10",
    "whatsapp: 25 grupos, 3450 mensajes",
    "mesadepartes@mimp.gob.pe y contacto@justicia.gob.bo",
    "https://www.gob.pe/mimp",
    "SHA-256 0123456789abcdef0123456789abcdef",
    "las víctimas de trata fueron atendidas en Puno",
    "atención a la víctima en Desaguadero",
    "Programa de Protección de Víctimas y Testigos",
    "Código Niña, Niño y Adolescente",
    "Código de los Niños y Adolescentes",
    "Unidad de Atención a Víctimas Especiales",
    "Defensoría de la Niñez y Adolescencia",
    "la víctima La Paz",
    "Centro de Acogida para la niña Santa Rosa",
    "ATENCIÓN A LA VÍCTIMA SEGÚN PROTOCOLO NACIONAL",
    "Mesa Nacional de 10 años",
    "Plan Nacional, de 5 años",
    "menores de 18 años: 25",
    "el nombre de la institución responsable",
    "the victims were assisted in Puno",
    "Child Protection Unit",
    "Law 28950 of 2007, budget 12345678",
]


def found(text: str, countries: tuple[str, ...] = ("PE", "BO")) -> list[tuple[str, str]]:
    return [(one.kind, one.datum) for one in search([Piece("description", text)], countries)]


@pytest.mark.parametrize(("text", "kind", "datum"), FOUND)
def test_what_looks_like_a_persons_datum_is_found(text, kind, datum):
    assert [one[0] for one in found(text)] == [kind]
    assert found(text)[0][1] == datum.lower()


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_a_report_is_full_of_is_not(text):
    assert not found(text)


def test_the_numbers_of_a_country_are_looked_for_where_it_is_a_party():
    assert found("la señora 45678912 declaró", ("XA", "XB")) == []
    assert found("la señora 45678912 declaró", ("BO", "PE")) == [("bo-ci", "45678912")]
    assert found("71234567", ("BO", "PE")) == [("phone", "71234567")]
    assert found("71234567", ("PE", "BO")) == [("pe-dni", "71234567")]
    assert found("Cel. 987 654 321", ("XA",)) == [("phone", "987654321")]


def test_a_find_says_where_with_the_words_around_it():
    pieces = [
        Piece("description", "Nada."),
        Piece("evidence/7", "Asistió con\nDNI 45678912\nfirma", "page:3"),
    ]
    (one,) = search(pieces, ("PE",))
    assert (one.where, one.place) == ("evidence/7", "page:3")
    assert (one.before, one.matched, one.after) == ("Asistió con DNI ", "45678912", " firma")


def test_the_same_datum_is_told_once_in_each_place():
    pieces = [
        Piece("description", "DNI 45678912, DNI 45.678.912"),
        Piece("evidence/7", "DNI 45678912", "page:1"),
        Piece("evidence/7", "DNI 45678912", "page:2"),
    ]
    assert [(one.where, one.place) for one in search(pieces, ("PE",))] == [
        ("description", ""),
        ("evidence/7", "page:1"),
        ("evidence/7", "page:2"),
    ]


def test_a_list_of_thousands_is_told_in_part():
    text = "\n".join(f"DNI {number}" for number in range(45_000_001, 45_003_001))
    assert len(search([Piece("evidence/7", text)], ("PE",))) == 200


HOSTILE = [
    "9 ",
    "1",
    "a@",
    "a.",
    "víctima ",
    "Aa ",
    "A.",
    "+1(",
    "tel ",
    "12.345.",
    "Aa de la ",
    "12345678 ",
    "9-",
    " ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(piece):
    """Nothing in a text makes a rule try again and again."""

    def seconds(length: int) -> float:
        start = time.process_time()
        found(piece * (length // len(piece)))
        return time.process_time() - start

    seconds(1000)
    assert seconds(40_000) < max(12 * seconds(10_000), 0.3)
