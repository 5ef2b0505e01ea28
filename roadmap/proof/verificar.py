#!/usr/bin/env python3
"""Verificador de Alternat: comprueba una copia completa de una hoja de ruta sin el servidor que la hizo.

    python3 verificar.py COPIA.zip [--head "CADENA NÚMERO HASH" | --head ARCHIVO] [--lang es|en]

Needs Python 3.9 or newer and nothing else: no package, no network. It reads the copy (a zip, or the folder that it
was unpacked into) and never runs or writes anything from it. It says line by line what it checked, and ends with 0
(everything holds), 1 (something does not, and it is named) or 2 (this cannot be read as a copy).

How to read this file. It is long because it stands alone; it is meant to be read from top to bottom:

 1. What is said          the sentences, in Spanish and English
 2. Text and hashes       canonical text, SHA-256, days and instants
 3. The copy              a zip or a folder, distrusted: odd names, links, bombs
 4. The index             every file, its size and its SHA-256
 5. The ledger            both chains, entry by entry
 6. The heads             what was sent by mail every night, and its signature (Ed25519, RFC 8032)
 7. The things            what the entries of the ledger are about
 8. The rules             how a figure is computed, rule by rule, in exact fractions
 9. The figures           every percentage computed anew and compared
10. The closings          what both parties signed
11. The record            the rows behind the figures against the ledger, both ways
12. The command           what is checked, in which order

The rules of part 8 carry the numbers of the text "How a completion figure is computed (rule version 1)".
"""

# It must run on Python 3.9: newer names for old things are no help. Sentences are long.
# ruff: noqa: E501, UP017

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import stat
import sys
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOLDS, BROKEN, UNREADABLE = 0, 1, 2
BEGINNING = "0" * 64  # what the first entry of a chain follows
HASH = re.compile(r"[0-9a-f]{64}")
PLAIN_NUMBER = re.compile(r"\d{1,20}(\.\d{1,20})?")
CHUNK = 1 << 20
MAX_FILES = 500_000
MAX_JSON = 512 << 20  # a JSON file that is read whole
MAX_LINE = 64 << 20
SPOKEN = ("progress.validate", "answers.agree", "answers.observe", "answers.maintain")
# What reading a content can raise that is not made as it should be.
WRONG = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    ZeroDivisionError,
    IndexError,
    RecursionError,
    OverflowError,
)
SHOWN = 20  # mistakes of one kind; the others are counted


# ── 1. What is said ──────────────────────────────────────────────────────────────────────────────────────────────

WORDS = {
    # The copy
    "title": (
        "Verificación de una copia de Alternat: {name}",
        "Verification of a copy from Alternat: {name}",
    ),
    "self": ("SHA-256 de este verificador: {hash}", "SHA-256 of this verifier: {hash}"),
    "self.hint": (
        "Debe ser el que figura impreso en el documento de cada cierre. Compárelo antes de confiar en lo que sigue.",
        "It must be the one printed in the document of every closing. Compare it before you trust what follows.",
    ),
    "part.index": ("Archivos de la copia", "Files of the copy"),
    "part.ledger": ("Registro de actos (dos cadenas)", "Ledger of acts (two chains)"),
    "part.heads": ("Cabezas entregadas", "Heads handed in"),
    "part.things": ("Contenido del registro", "What the ledger is about"),
    "part.closings": ("Cierres firmados", "Signed closings"),
    "part.figures": ("Cifras, calculadas de nuevo", "Figures, computed anew"),
    "part.record": ("Cifras contra el registro", "Figures against the record"),
    "about": (
        "Hoja de ruta {roadmap}; copia de {party}; hecha el {made_at} en {server}.",
        "Roadmap {roadmap}; copy of {party}; made on {made_at} on {server}.",
    ),
    "not.bundle": ("No se puede leer como copia: {why}", "This cannot be read as a copy: {why}"),
    "no.file": ("no existe {path}", "there is no {path}"),
    "no.zip": ("no es un archivo zip entero", "it is not a whole zip file"),
    "no.index": ("falta index.json o no se entiende", "index.json is missing or makes no sense"),
    "other.format": ("el formato {format} es otro", "its format, {format}, is another"),
    "zip.many": ("contiene más de {limit} archivos", "it holds more than {limit} files"),
    "zip.name": ("nombre de archivo peligroso: {path}", "a dangerous file name: {path}"),
    "zip.twice": ("el archivo {path} figura dos veces", "the file {path} stands twice"),
    "zip.link": ("{path} es un enlace, no un archivo", "{path} is a link, not a file"),
    "zip.method": (
        "{path} está cifrado o comprimido de un modo inusual",
        "{path} is encrypted or compressed in an unusual way",
    ),
    "zip.bomb": (
        "{path} se expande desmesuradamente al descomprimirlo",
        "{path} grows beyond measure when it is unpacked",
    ),
    "index.ok": (
        "{count} archivos: el tamaño y el SHA-256 de cada uno son los del índice ({bytes} bytes).",
        "{count} files: the size and SHA-256 of each are those of the index ({bytes} bytes).",
    ),
    "index.row": ("Una línea del índice no se entiende: {row}", "A line of the index makes no sense: {row}"),
    "index.twice": ("El índice nombra dos veces {path}.", "The index names {path} twice."),
    "file.missing": (
        "Falta el archivo {path}, que el índice nombra.",
        "The file {path}, which the index names, is missing.",
    ),
    "file.added": (
        "El archivo {path} no figura en el índice: fue agregado.",
        "The file {path} is not in the index: it was added.",
    ),
    "file.size": (
        "El archivo {path} tiene {stands} bytes; el índice dice {should}.",
        "The file {path} has {stands} bytes; the index says {should}.",
    ),
    "file.hash": (
        "El archivo {path} fue alterado: su SHA-256 es {stands}; el índice dice {should}.",
        "The file {path} was altered: its SHA-256 is {stands}; the index says {should}.",
    ),
    "file.broken": ("El archivo {path} está dañado: {why}", "The file {path} is damaged: {why}"),
    "file.json": ("El archivo {path} no se puede leer: {why}", "The file {path} cannot be read: {why}"),
    "file.named": (
        "El archivo {path} lleva en su nombre un SHA-256 que no es el suyo ({stands}).",
        "The file {path} bears in its name a SHA-256 that is not its own ({stands}).",
    ),
    "file.problem": (
        "El servidor ya no tenía este archivo tal como se registró: {what}",
        "The server no longer had this file as it was recorded: {what}",
    ),
    "verifier.ok": ("El verificador de la copia es este mismo.", "The copy's verifier is this very one."),
    "verifier.other": (
        "El verificador que viene en la copia es otro: SHA-256 {stands}; el de este es {should}.",
        "The verifier inside the copy is another one: SHA-256 {stands}; this one's is {should}.",
    ),
    "verifier.missing": ("La copia no trae verificar.py.", "The copy holds no verificar.py."),
    # The ledger
    "chain.ok": (
        "Cadena {chain}: {count} asientos enlazados, del 1 al {last}; {open} legibles, {withheld} reservados a la otra parte (solo su hash).",
        "Chain {chain}: {count} linked entries, from 1 to {last}; {open} readable, {withheld} withheld for the other party (their hash alone).",
    ),
    "chain.none": ("No hay cadena {chain} en la copia.", "There is no chain {chain} in the copy."),
    "chain.unknown": (
        "El archivo {path} no corresponde a ninguna cadena del índice.",
        "The file {path} is of no chain of the index.",
    ),
    "entry.unreadable": ("{where}: no se entiende ({why}).", "{where}: makes no sense ({why})."),
    "entry.missing": ("{where}: falta.", "{where}: is missing."),
    "entries.missing": (
        "Cadena {chain}: faltan los asientos {first} a {last}.",
        "Chain {chain}: entries {first} to {last} are missing.",
    ),
    "entry.twice": (
        "{where}: figura {times} veces; uno de ellos fue agregado.",
        "{where}: stands {times} times; one of them was added.",
    ),
    "entry.order": (
        "{where}: está fuera de lugar, después del asiento {after}: se intercambiaron asientos.",
        "{where}: is out of place, after entry {after}: entries were swapped.",
    ),
    "entry.previous": (
        "{where}: no sigue al anterior. Dice seguir a {stands}; el anterior es {should}.",
        "{where}: does not follow the one before. It says it follows {stands}; the one before is {should}.",
    ),
    "entry.content": (
        "{where}: su contenido fue alterado. Su SHA-256 es {stands}; el asiento dice {should}.",
        "{where}: its content was altered. Its SHA-256 is {stands}; the entry says {should}.",
    ),
    "entry.hash": (
        "{where}: su hash no corresponde. Dice {stands}; resulta {should}.",
        "{where}: its hash does not fit. It says {stands}; it comes to {should}.",
    ),
    "where.entry": ("Cadena {chain}, asiento {number}", "Chain {chain}, entry {number}"),
    "head.index": (
        "Cadena {chain}: el índice dice que termina en el asiento {number} con {should}; termina en el {last} con {stands}.",
        "Chain {chain}: the index says that it ends at entry {number} with {should}; it ends at {last} with {stands}.",
    ),
    "head.index.none": (
        "El índice no da la cabeza de la cadena {chain}.",
        "The index gives no head of the chain {chain}.",
    ),
    # The heads
    "head.ok": (
        "La cabeza {hash} está en la cadena {chain}, asiento {number}: nada anterior a ella cambió desde entonces.",
        "The head {hash} is in the chain {chain}, entry {number}: nothing before it was changed since.",
    ),
    "head.seal": ("{hash} es el cierre {number} de esta copia.", "{hash} is closing {number} of this copy."),
    "head.not": (
        "Cadena {chain}, asiento {number}: usted tiene la cabeza {should}; en la copia hay {stands}. El registro fue reescrito.",
        "Chain {chain}, entry {number}: you hold the head {should}; in the copy stands {stands}. The record was rewritten.",
    ),
    "head.cut": (
        "Cadena {chain}: usted tiene la cabeza del asiento {number}; en la copia termina en el {last}. Se cortó el final.",
        "Chain {chain}: you hold the head of entry {number}; in the copy it ends at {last}. Its end was cut off.",
    ),
    "head.nowhere": ("La cabeza {hash} no está en ninguna cadena.", "The head {hash} is in no chain."),
    "head.no.chain": (
        "La copia no tiene la cadena {chain} de la cabeza dada.",
        "The copy lacks the chain {chain} of the given head.",
    ),
    "head.elsewhere": (
        "La carta nombra también la cadena {chain}, de otra hoja de ruta: se comprueba con la copia de esa.",
        "The letter names the chain {chain} too, of another roadmap: it is checked with that one's copy.",
    ),
    "head.unread": ("No se entiende la cabeza dada: {text}", "The head given makes no sense: {text}"),
    "head.signed": (
        "{where}: firma Ed25519 válida; clave pública {public}.",
        "{where}: valid Ed25519 signature; public key {public}.",
    ),
    "head.forged": (
        "{where}: la firma Ed25519 no corresponde a la cabeza.",
        "{where}: the Ed25519 signature does not fit the head.",
    ),
    "head.keys": (
        "Las cabezas de la copia están firmadas con {count} claves distintas.",
        "The heads in the copy are signed with {count} different keys.",
    ),
    "head.none": (
        "No se dio ninguna cabeza. Sin ella se prueba que la copia concuerda consigo misma, pero no que el servidor no "
        'rehízo todo el registro. Dé la del correo de cualquier noche anterior: --head "CADENA NÚMERO HASH".',
        "No head was given. Without one it is proven that the copy agrees with itself, not that the server did not make the "
        'whole record anew. Give the one of any earlier night\'s mail: --head "CHAIN NUMBER HASH".',
    ),
    # The things
    "things.ok": (
        "{count} estados de {things} cosas: cada uno está asentado con su SHA-256.",
        "{count} states of {things} things: each stands in an entry with its SHA-256.",
    ),
    "thing.unknown": (
        "{ref}: este estado no está en ningún asiento (SHA-256 {stands}): fue alterado o agregado.",
        "{ref}: this state stands in no entry (SHA-256 {stands}): it was altered or added.",
    ),
    "thing.ref": (
        "{ref}: el asiento de este estado lo llama {should}.",
        "{ref}: the entry of this state calls it {should}.",
    ),
    "thing.missing": (
        "{ref}: falta el estado con SHA-256 {should}, que {where} nombra.",
        "{ref}: the state with SHA-256 {should}, which {where} names, is missing.",
    ),
    "thing.line": (
        "record/things.jsonl, línea {line}: no se entiende ({why}).",
        "record/things.jsonl, line {line}: makes no sense ({why}).",
    ),
    "thing.gone": (
        "{count} cosas retiradas por un acto asentado.",
        "{count} things removed by an act in the ledger.",
    ),
    "thing.withheld": (
        "{count} estados no vienen en la copia porque son de la otra parte; de ellos queda el hash.",
        "{count} states are not in the copy because they are the other party's; of them the hash stays.",
    ),
    "tombstone": (
        "Expurgo del {at}: {count} hashes quedan de lo que {country} ordenó retirar ({ordered_by}, confirmado por {confirmed_by}; motivo: {why}).",
        "Expungement of {at}: {count} hashes stay of what {country} ordered to be removed ({ordered_by}, confirmed by {confirmed_by}; why: {why}).",
    ),
    "tombstone.unknown": (
        "record/tombstones.json: {ref} no está en el registro: nadie ordenó ese retiro.",
        "record/tombstones.json: {ref} is not in the record: nobody ordered that removal.",
    ),
    "tombstone.more": (
        "record/tombstones.json: el hash {stands} no es de lo que se ordenó retirar.",
        "record/tombstones.json: the hash {stands} is not of what was ordered to be removed.",
    ),
    # The closings
    "closing.none": ("La copia no contiene cierres.", "The copy holds no closings."),
    "closing.ok": (
        "Cierre {number} ({cutoff}): {seal}. Firman: {signers}.",
        "Closing {number} ({cutoff}): {seal}. Signed by: {signers}.",
    ),
    "closing.replaced": (
        "Cierre {number}: reemplazado por el cierre {by}.",
        "Closing {number}: replaced by closing {by}.",
    ),
    "closing.missing": ("Cierre {number}: falta {path}.", "Closing {number}: {path} is missing."),
    "closing.canonical": (
        "Cierre {number}: {path} no está escrito en forma canónica.",
        "Closing {number}: {path} is not written in the canonical form.",
    ),
    "closing.content": (
        "Cierre {number}: su contenido fue alterado. SHA-256 {stands}; el sello dice {should}.",
        "Closing {number}: its content was altered. SHA-256 {stands}; the seal says {should}.",
    ),
    "closing.field": (
        "Cierre {number}: {field} es {stands}; debe ser {should}.",
        "Closing {number}: {field} is {stands}; it should be {should}.",
    ),
    "closing.unsigned": (
        "Cierre {number}: falta la firma de {country} ({office}).",
        "Closing {number}: the signature of {country} ({office}) is missing.",
    ),
    "closing.stranger": (
        "Cierre {number}: firma {country}, que no es parte.",
        "Closing {number}: signed by {country}, which is no party.",
    ),
    "closing.twice": (
        "Cierre {number}: {country} ({office}) firma dos veces.",
        "Closing {number}: {country} ({office}) signs twice.",
    ),
    "closing.not.entered": (
        "Cierre {number}: su sello {seal} no está en el registro de actos.",
        "Closing {number}: its seal {seal} is not in the ledger.",
    ),
    "closing.vanished": (
        "El registro de actos nombra el sello {seal}, de un cierre que no está en la copia.",
        "The ledger names the seal {seal}, of a closing that is not in the copy.",
    ),
    "closing.replaces.none": (
        "Cierre {number}: dice reemplazar al cierre {other}, que no está en la copia.",
        "Closing {number}: says that it replaces closing {other}, which is not in the copy.",
    ),
    "closing.replaces.seal": (
        "Cierre {number}: dice reemplazar al cierre {other} con sello {stands}; el de ese cierre es {should}.",
        "Closing {number}: says that it replaces closing {other} with the seal {stands}; that closing's is {should}.",
    ),
    "closing.replaces.twice": (
        "El cierre {other} es reemplazado por más de uno: {number}.",
        "Closing {other} is replaced by more than one: {number}.",
    ),
    "closing.verifier": (
        "Cierre {number}: nombra un verificador con SHA-256 {stands}; el de esta copia es {should}. Es normal si el cierre "
        "es anterior a una actualización; si no lo es, pida el verificador nombrado.",
        "Closing {number}: names a verifier with SHA-256 {stands}; this copy's is {should}. That is normal if the closing is "
        "older than an update; if not, ask for the verifier named.",
    ),
    "alone.ok": (
        "Constancia unilateral {number} de {country} ({cutoff}): {hash}. No es un cierre: la otra parte no firmó.",
        "Unilateral record {number} of {country} ({cutoff}): {hash}. It is no closing: the other party did not sign.",
    ),
    "alone.content": (
        "Constancia unilateral {number}: su contenido fue alterado. SHA-256 {stands}; la constancia dice {should}.",
        "Unilateral record {number}: its content was altered. SHA-256 {stands}; the record says {should}.",
    ),
    "alone.not.entered": (
        "Constancia unilateral {number}: su hash {hash} no está en el registro de actos.",
        "Unilateral record {number}: its hash {hash} is not in the ledger.",
    ),
    "where.alone": ("Constancia unilateral {number}", "Unilateral record {number}"),
    "file.unrecorded": (
        "El archivo {path} no es de nada que esté en el registro.",
        "The file {path} is of nothing that stands in the record.",
    ),
    "file.absent": (
        "Falta el archivo de {ref}, que cuenta en las cifras al {cutoff}: SHA-256 {should}.",
        "The file of {ref}, which counts in the figures on {cutoff}, is missing: SHA-256 {should}.",
    ),
    "file.recorded": (
        "{count} archivos de evidencia y documentos: cada uno es de algo que está en el registro.",
        "{count} files of evidence and papers: each is of something that stands in the record.",
    ),
    "text.ok": (
        "{where}: {count} textos corresponden a sus compromisos.",
        "{where}: {count} texts fit their commitments.",
    ),
    "text.altered": (
        "{where}: un texto fue alterado o no es suyo ({path}). Su compromiso es {stands}; debe ser {should}.",
        "{where}: a text was altered or is not its own ({path}). Its commitment is {stands}; it should be {should}.",
    ),
    "text.added": (
        "{where}: el texto {stands} no figura en el contenido: fue agregado.",
        "{where}: the text {stands} is not in the content: it was added.",
    ),
    "text.gone": (
        "{where}: {count} textos no vienen; de ellos queda el compromiso.",
        "{where}: {count} texts are not here; of them the commitment stays.",
    ),
    # The figures
    "figures.ok": (
        "{where}: cumplimiento {fulfilment} ({fulfilled} de {committed}), exigibles {due_fulfilled} de {due}, avance "
        "promedio {average}: {count} cifras calculadas de nuevo, todas iguales.",
        "{where}: fulfilment {fulfilment} ({fulfilled} of {committed}), due {due_fulfilled} of {due}, average progress "
        "{average}: {count} figures computed anew, all equal.",
    ),
    "figures.differ": (
        "{where}: {path}: dice {stands}; según las reglas es {should}.",
        "{where}: {path}: it says {stands}; by the rules it is {should}.",
    ),
    "figures.added": (
        "{where}: {path}: sobra; dice {stands}.",
        "{where}: {path}: should not be there; it says {stands}.",
    ),
    "figures.missing": (
        "{where}: {path}: falta; según las reglas es {should}.",
        "{where}: {path}: is missing; by the rules it is {should}.",
    ),
    "figures.declared": (
        "{where}: solo una cifra declarada ({value} %), sin desglose: no hay nada que calcular.",
        "{where}: only a declared figure ({value} %), without a breakdown: there is nothing to compute.",
    ),
    "figures.rule": (
        "{where}: usa la versión {version} de las reglas; este verificador conoce la 1.",
        "{where}: uses version {version} of the rules; this verifier knows version 1.",
    ),
    "figures.wrong": (
        "{where}: su contenido no se entiende ({why}).",
        "{where}: its content makes no sense ({why}).",
    ),
    "figures.dangling": (
        "{where}: {what} se refiere a {ref}, que no está.",
        "{where}: {what} refers to {ref}, which is not there.",
    ),
    "tacit.wrong": (
        "{where}: el silencio sobre {report} no vale como conformidad el {at}: {why}.",
        "{where}: silence on {report} is no agreement on {at}: {why}.",
    ),
    "tacit.unchecked": (
        "{where}: faltan en esta computadora las zonas horarias (paquete tzdata): no se comprobaron las conformidades por silencio.",
        "{where}: this computer lacks the time zones (package tzdata): agreements by silence were not checked.",
    ),
    "tacit.rule": ("así no lo acordaron las partes", "the parties did not agree so"),
    "tacit.begun": (
        "se cargó de una planilla, o se validó antes de la vigencia",
        "it came from a workbook, or was validated before the roadmap was in force",
    ),
    "tacit.term": ("el término terminó en otro momento", "the term ended at another moment"),
    "tacit.last": ("ya no era lo último que informó su país", "it was no longer what its country said last"),
    "tacit.answered": ("ya tenía respuesta", "it had an answer already"),
    "plan.hash": (
        "{where}: el SHA-256 del plan es {stands}; dice {should}.",
        "{where}: the plan's SHA-256 is {stands}; it says {should}.",
    ),
    "where.closing": ("Cierre {number}", "Closing {number}"),
    "where.figures": ("Cifras al {cutoff}", "Figures on {cutoff}"),
    # The record
    "record.ok": (
        "Cifras al {cutoff}: {reports} avances, {answers} respuestas y {evidence} evidencias son los del registro, ni uno más ni uno menos.",
        "Figures on {cutoff}: {reports} reports, {answers} answers and {evidence} pieces of evidence are those of the record, not one more nor less.",
    ),
    "record.none": (
        "No hay cifras vivas que comparar con el registro.",
        "There are no live figures to compare with the record.",
    ),
    "record.added": (
        "Cifras al {cutoff}: {ref} cuenta en las cifras pero no está en el registro.",
        "Figures on {cutoff}: {ref} counts in the figures but is not in the record.",
    ),
    "record.missing": (
        "Cifras al {cutoff}: {ref} está en el registro pero falta en las cifras ({what}).",
        "Figures on {cutoff}: {ref} is in the record but missing from the figures ({what}).",
    ),
    "record.differs": (
        "Cifras al {cutoff}: {ref}, {field}: las cifras dicen {stands}; el registro, {should}.",
        "Figures on {cutoff}: {ref}, {field}: the figures say {stands}; the record says {should}.",
    ),
    # The verdict
    "more": ("… y {count} más de lo mismo.", "… and {count} more of the same."),
    "crashed": (
        "La copia está hecha de un modo que impide leerla hasta el final: {why}",
        "The copy is made in a way that keeps it from being read to its end: {why}",
    ),
    "verdict.holds": (
        "VEREDICTO: VÁLIDA. Se hicieron {checks} comprobaciones y todas concuerdan.",
        "VERDICT: VALID. {checks} checks were made, and all of them hold.",
    ),
    "verdict.broken": (
        "VEREDICTO: NO VÁLIDA. Discrepancias: {count}, cada una nombrada arriba con la marca [ERROR].",
        "VERDICT: NOT VALID. Discrepancies: {count}, each named above with the mark [ERROR].",
    ),
}
MARKS = {"ok": ("[ bien ]", "[  ok  ]"), "bad": ("[ERROR] ", "[ERROR] "), "note": ("[ nota ]", "[ note ]")}


class Words:
    """Says what was found, line by line, and counts it. Nothing that a copy holds reaches the terminal raw."""

    def __init__(self, language: str = "es", out: Callable[[str], None] = print) -> None:
        self.column = 1 if language == "en" else 0
        self.out = out
        self.checks = 0
        self.mistakes: list[tuple[str, dict[str, Any]]] = []
        self.counts: dict[str, int] = defaultdict(int)

    def text(self, key: str, **what: Any) -> str:
        return WORDS[key][self.column].format(**{name: printable(value) for name, value in what.items()})

    def part(self, key: str) -> None:
        self.rest()
        self.out(f"\n{self.text(key)}")

    def ok(self, key: str, **what: Any) -> None:
        self.checks += 1
        self._say("ok", key, what)

    def note(self, key: str, **what: Any) -> None:
        self.counts[key] += 1
        if self.counts[key] <= SHOWN:
            self._say("note", key, what)

    def bad(self, key: str, **what: Any) -> None:
        """A discrepancy: what, where, what stands there and what should."""
        self.mistakes.append((key, what))
        self.counts[key] += 1
        if self.counts[key] <= SHOWN:
            self._say("bad", key, what)

    def rest(self) -> None:
        """How many more there were of the kinds that were too many to be told one by one."""
        for key, count in self.counts.items():
            if count > SHOWN:
                self.out(f"         {self.text('more', count=count - SHOWN)} ({key})")
        self.counts.clear()

    def entry(self, chain: str, number: int) -> str:
        return self.text("where.entry", chain=chain, number=number)

    def _say(self, mark: str, key: str, what: dict[str, Any]) -> None:
        self.out(f"{MARKS[mark][self.column]} {self.text(key, **what)}")


def printable(value: Any) -> str:
    """Without control characters, so that no copy can write over what is said of it; long texts are cut."""
    text = (
        "—"
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, default=str)
    )
    text = "".join(letter if unicodedata.category(letter)[0] != "C" else "?" for letter in text[:400])
    return text if len(text) < 400 else text + "…"


class Unreadable(Exception):
    """This is no copy, or a hostile one: the key of the sentence that says why, and its words."""

    def __init__(self, key: str, **what: Any) -> None:
        super().__init__(key)
        self.key, self.what = key, what


# ── 2. Text and hashes ───────────────────────────────────────────────────────────────────────────────────────────


def refuse(text: str) -> Any:
    raise ValueError(f"{text}: a number that is no whole one has no place here")


DECODER = json.JSONDecoder(parse_float=refuse, parse_constant=refuse)
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Any) -> str:
    """The one way in which a value is written before it is hashed."""
    return ENCODER.encode(value)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def commitment(salt: Any, text: Any) -> str:
    """The hash that stands for a text which lies elsewhere with its salt, and may be taken away."""
    return sha256(canonical({"salt": salt, "text": text}))


def is_hash(value: Any) -> bool:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def day(text: Any) -> date | None:
    return None if text is None else date(*map(int, str(text).split("-")))


def instant(text: Any) -> datetime | None:
    """ "2026-10-05T17:00:00Z", with or without a fraction of a second."""
    if text is None:
        return None
    return datetime.fromisoformat(str(text).replace("Z", "+00:00")).astimezone(timezone.utc)


def exact(number: Any) -> Fraction:
    """ "33.333333333333" or 40: never a binary fraction, and nothing that takes a year to write out."""
    if not PLAIN_NUMBER.fullmatch(str(number)):
        raise ValueError(f"no plain number: {number!r}")
    return Fraction(str(number))


def hashes_in(value: Any) -> Iterator[str]:
    """Every SHA-256 that stands anywhere in a value."""
    if isinstance(value, str):
        if is_hash(value):
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from hashes_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from hashes_in(part)


# ── 3. The copy ──────────────────────────────────────────────────────────────────────────────────────────────────


class Copy:
    """The files of a copy, by path. Nothing is written anywhere, and no file is held in memory but JSON."""

    sizes: dict[str, int]

    def open(self, path: str) -> BinaryIO:
        raise NotImplementedError

    def chunks(self, path: str) -> Iterator[bytes]:
        """Not one byte more than the size that the copy itself gives."""
        left = self.sizes[path]
        with self.open(path) as file:
            while left > 0:
                chunk = file.read(min(CHUNK, left))
                if not chunk:
                    return
                left -= len(chunk)
                yield chunk

    def text(self, path: str) -> str:
        if self.sizes[path] > MAX_JSON:
            raise ValueError(f"{self.sizes[path]} bytes")
        return b"".join(self.chunks(path)).decode("utf-8")

    def json(self, path: str) -> Any:
        return DECODER.decode(self.text(path))

    def lines(self, path: str) -> Iterator[str]:
        with io.BufferedReader(self.open(path), CHUNK) as file:  # type: ignore[type-var]
            while True:
                line = file.readline(MAX_LINE)
                if not line:
                    return
                if len(line) >= MAX_LINE:
                    raise ValueError(f"a line of more than {MAX_LINE} bytes")
                text = line.decode("utf-8").rstrip("\r\n")
                if text:
                    yield text


class ZipCopy(Copy):
    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable("no.zip") from error
        rows = self.zip.infolist()
        if len(rows) > MAX_FILES:
            raise Unreadable("zip.many", limit=MAX_FILES)
        refuse_hostile(rows, path.stat().st_size)
        self.sizes = {row.filename: row.file_size for row in rows if not row.is_dir()}

    def open(self, path: str) -> BinaryIO:
        return self.zip.open(path)  # type: ignore[return-value]


class FolderCopy(Copy):
    LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"})

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise Unreadable("zip.link", path=name)
            if path.is_file() and not self.LITTER.intersection(path.relative_to(folder).parts):
                self.sizes[name] = path.stat().st_size

    def open(self, path: str) -> BinaryIO:
        return (self.folder / path).open("rb")


def refuse_hostile(rows: list[zipfile.ZipInfo], size: int) -> None:
    """A copy needs none of these; whoever makes one with them means harm."""
    seen: set[str] = set()
    for row in rows:
        if row.filename != row.orig_filename or not is_plain_path(row.filename.rstrip("/")):
            raise Unreadable("zip.name", path=row.orig_filename)
        if stat.S_ISLNK(row.external_attr >> 16):
            raise Unreadable("zip.link", path=row.filename)
        alike = unicodedata.normalize("NFC", row.filename).casefold()
        if alike in seen:
            raise Unreadable("zip.twice", path=row.filename)
        seen.add(alike)
        if row.flag_bits & 0x1 or row.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("zip.method", path=row.filename)
        if row.file_size > 256 << 20 and row.file_size > 300 * row.compress_size:
            raise Unreadable("zip.bomb", path=row.filename)
    if sum(row.compress_size for row in rows) > size:  # files that lie over one another
        raise Unreadable("zip.bomb", path=rows[-1].filename)


def is_plain_path(path: str) -> bool:
    """Relative, with forward slashes, without ways up, drives or control characters."""
    if (
        not path
        or "\\" in path
        or ":" in path
        or any(unicodedata.category(letter)[0] == "C" for letter in path)
    ):
        return False
    return all(step not in ("", ".", "..") for step in path.split("/"))


def open_copy(path: Path) -> Copy:
    if path.is_dir():
        return FolderCopy(path)
    if not path.is_file():
        raise Unreadable("no.file", path=str(path))
    return ZipCopy(path)


# ── 4. The index ─────────────────────────────────────────────────────────────────────────────────────────────────


def read_index(copy: Copy) -> dict[str, Any]:
    try:
        index = copy.json("index.json")
    except (KeyError, ValueError, OSError, RecursionError, zipfile.BadZipFile) as error:
        raise Unreadable("no.index") from error
    if not isinstance(index, dict) or not isinstance(index.get("files"), list):
        raise Unreadable("no.index")
    if index.get("format") != "alternat-bundle/1":
        raise Unreadable("other.format", format=index.get("format"))
    return index


def check_index(copy: Copy, index: dict[str, Any], say: Words) -> None:
    """Every file is the one that the index names, and there is no other."""
    listed: dict[str, dict[str, Any]] = {}
    before = len(say.mistakes)
    for row in index["files"]:
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("path"), str)
            or not is_hash(row.get("sha256"))
        ):
            say.bad("index.row", row=row)
        elif row["path"] in listed:
            say.bad("index.twice", path=row["path"])
        else:
            listed[row["path"]] = row
    for path, row in listed.items():
        check_file(copy, path, row, say)
    for path in copy.sizes:
        if path not in listed and path != "index.json":
            say.bad("file.added", path=path)
    for problem in index.get("problems") or []:
        say.bad("file.problem", what=problem)
    if len(say.mistakes) == before:
        total = sum(copy.sizes[path] for path in listed)
        say.ok("index.ok", count=len(listed), bytes=total)


def check_file(copy: Copy, path: str, row: dict[str, Any], say: Words) -> None:
    if path not in copy.sizes:
        say.bad("file.missing", path=path)
        return
    if copy.sizes[path] != row.get("size"):
        say.bad("file.size", path=path, stands=copy.sizes[path], should=row.get("size"))
    found = hash_of(copy, path, say)
    if found is not None and found != row["sha256"]:
        say.bad("file.hash", path=path, stands=found, should=row["sha256"])
    named = re.match(r"(?:evidence|documents)/([0-9a-f]{64})(?:\.|$)", path)
    if found is not None and named and named[1] != found:
        say.bad("file.named", path=path, stands=found)


def hash_of(copy: Copy, path: str, say: Words) -> str | None:
    """Read in pieces: a file may be larger than the memory. Says so where it is damaged."""
    digest = hashlib.sha256()
    try:
        for chunk in copy.chunks(path):
            digest.update(chunk)
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        say.bad("file.broken", path=path, why=error)
        return None
    return digest.hexdigest()


def check_verifier(copy: Copy, say: Words) -> str | None:
    """This program against the one inside the copy: the SHA-256 of the latter."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if "verificar.py" not in copy.sizes:
        say.bad("verifier.missing")
        return None
    inside = hash_of(copy, "verificar.py", say)
    if inside == own:
        say.ok("verifier.ok")
    elif inside is not None:
        say.note("verifier.other", stands=inside, should=own)
    return inside


# ── 5. The ledger ────────────────────────────────────────────────────────────────────────────────────────────────


class Entry(NamedTuple):
    number: int
    previous: str
    content: str
    hash: str


class State(NamedTuple):
    """One state of a thing, as an entry names it; `sha256` None: the thing was removed."""

    sha256: str | None
    at: str
    where: str
    side: str | None


class Ledger:
    """What the entries of both chains say."""

    def __init__(self) -> None:
        self.hashes: dict[str, dict[int, str]] = {}  # chain → number → hash
        self.of_state: dict[str, tuple[str, str, str | None]] = {}  # SHA-256 of a state → what, where, side
        self.last: dict[str, State] = {}  # thing → its last state
        self.named: set[str] = set()  # every hash that a fact of an entry names
        self.seals: set[str] = set()  # … those that are seals of closings
        self.spoken: set[str] = set()  # "chain number" of what was said to both parties
        self.withheld = 0

    def place(self, hash: str) -> tuple[str, int] | None:
        for chain, hashes in self.hashes.items():
            for number, stands in hashes.items():
                if stands == hash:
                    return chain, number
        return None


def check_ledger(copy: Copy, index: dict[str, Any], say: Words) -> Ledger:
    ledger = Ledger()
    files = {f"roadmap/{index.get('roadmap')}": "ledger/roadmap.jsonl", "platform": "ledger/platform.jsonl"}
    for chain, path in files.items():
        if path in copy.sizes:
            check_chain(chain, path, copy, ledger, say)
        else:
            say.bad("chain.none", chain=chain)
    for path in copy.sizes:
        if path.startswith("ledger/") and path not in files.values():
            say.bad("chain.unknown", path=path)
    check_ends(index, ledger, say)
    return ledger


def check_chain(chain: str, path: str, copy: Copy, ledger: Ledger, say: Words) -> None:
    before = len(say.mistakes)
    entries, withheld = read_entries(chain, path, copy, ledger, say)
    check_order(chain, entries, say)
    check_links(chain, entries, say)
    ledger.hashes[chain] = {entry.number: entry.hash for entry in entries}
    ledger.withheld += withheld
    if len(say.mistakes) == before:
        count = len(entries)
        say.checks += 3 * count
        say.ok("chain.ok", chain=chain, count=count, last=count, open=count - withheld, withheld=withheld)


def read_entries(chain: str, path: str, copy: Copy, ledger: Ledger, say: Words) -> tuple[list[Entry], int]:
    """In the order in which they stand; each body is hashed and read as it passes. How many bodies are withheld."""
    entries: list[Entry] = []
    withheld = 0
    try:
        for line, text in enumerate(copy.lines(path), 1):
            try:
                row = DECODER.decode(text)
                entry = Entry(int(row["number"]), row["previous"], row["content"], row["hash"])
                body = row["body"]
                if body is None:
                    withheld += 1
                else:
                    read_body(chain, entry, body, ledger, say)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                say.bad("entry.unreadable", where=say.entry(chain, line), why=repr(error))
            else:
                entries.append(entry)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        say.bad("file.json", path=path, why=error)
    return entries, withheld


def read_body(chain: str, entry: Entry, body: Any, ledger: Ledger, say: Words) -> None:
    """What the entry says is what its hash seals; remember which things it names, and which hashes."""
    if isinstance(body, str):
        text, body = body, DECODER.decode(body)
    else:
        text = canonical(body)
    found = sha256(text)
    if found != entry.content:
        say.bad("entry.content", where=say.entry(chain, entry.number), stands=found, should=entry.content)
    at, side, where = body["at"], body["side"], f"{chain} {entry.number}"
    if body["event"] in SPOKEN:
        ledger.spoken.add(where)
    for ref, state in body["things"]:
        known = ledger.last.get(ref)
        if known is None or (known.at, known.where) <= (at, where) or known.where.startswith(chain):
            ledger.last[ref] = State(state, at, where, side)
        if state is not None:
            ledger.of_state[state] = (ref, where, side)
    if body["facts"]:
        named = set(hashes_in(body["facts"]))
        ledger.named |= named
        if isinstance(body["facts"], dict) and is_hash(body["facts"].get("seal")):
            ledger.seals.add(body["facts"]["seal"])


def check_order(chain: str, entries: list[Entry], say: Words) -> None:
    """Numbers go up by one from 1: what is missing, what stands twice, what was moved."""
    times: dict[int, int] = defaultdict(int)
    highest = 0
    for entry in entries:
        times[entry.number] += 1
        if entry.number < highest and times[entry.number] == 1:
            say.bad("entry.order", where=say.entry(chain, entry.number), after=highest)
        highest = max(highest, entry.number)
    for number, count in times.items():
        if count > 1:
            say.bad("entry.twice", where=say.entry(chain, number), times=count)
    due = 1
    for number in sorted(times):
        if number > due + 1:
            say.bad("entries.missing", chain=chain, first=due, last=number - 1)
        elif number == due + 1:
            say.bad("entry.missing", where=say.entry(chain, due))
        due = number + 1


def check_links(chain: str, entries: list[Entry], say: Words) -> None:
    """Each entry names the hash of the one before, and its own hash seals chain, number, that and its content."""
    known: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        known[entry.number].add(entry.hash)
    known[0].add(BEGINNING)
    for number, previous, content, stands in entries:
        sealed = sha256(f"alternat-ledger/1\n{chain}\n{number}\n{previous}\n{content}")
        if sealed != stands:
            say.bad("entry.hash", where=say.entry(chain, number), stands=stands, should=sealed)
        before = known.get(number - 1)
        if before and previous not in before:
            say.bad(
                "entry.previous", where=say.entry(chain, number), stands=previous, should=" / ".join(before)
            )


def check_ends(index: dict[str, Any], ledger: Ledger, say: Words) -> None:
    """Both chains end where the index says that they do."""
    heads = {row.get("chain"): row for row in index.get("heads", []) if isinstance(row, dict)}
    for chain, hashes in ledger.hashes.items():
        last = max(hashes, default=0)
        stands = hashes.get(last, BEGINNING)
        head = heads.get(chain)
        if head is None:
            say.bad("head.index.none", chain=chain)
        elif (head.get("number"), head.get("hash")) != (last, stands):
            say.bad(
                "head.index",
                chain=chain,
                number=head.get("number"),
                should=head.get("hash"),
                last=last,
                stands=stands,
            )


# ── 6. The heads ─────────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN_HEAD = re.compile(r"(roadmap/\S+|platform)\s+(\d+)\s+([0-9a-f]{64})")


class Head(NamedTuple):
    """`chain` and `number` are missing where only a hash was given."""

    hash: str
    chain: str | None = None
    number: int | None = None


def check_heads(given: Iterable[str], copy: Copy, ledger: Ledger, seals: dict[str, int], say: Words) -> None:
    """Whoever holds an earlier head proves that nothing before it was changed since."""
    some = False
    for text in given:
        some = True
        written, where = text, text[:80]
        if is_file(text):
            file = Path(text)
            written, where = file.read_bytes()[:CHUNK].decode("utf-8", "replace"), file.name
        check_written(written, where, ledger, seals, say)
    keys: set[str] = set()
    for path in sorted(copy.sizes):
        if path.startswith("heads/") and path.endswith(".json"):
            key = check_written(copy.text(path), path, ledger, seals, say, aloud=False)
            keys |= {key} if key else set()
    if len(keys) > 1:
        say.note("head.keys", count=len(keys))
    if not some:
        say.note("head.none")


def check_written(
    text: str, where: str, ledger: Ledger, seals: dict[str, int], say: Words, *, aloud: bool = True
) -> str | None:
    """A signed head file, a letter with heads in it, or a bare hash. Its public key, where it is signed."""
    try:
        row = DECODER.decode(text.strip())
    except ValueError:
        row = None
    if isinstance(row, dict):
        return check_signed(row, where, ledger, seals, say, aloud=aloud)
    heads = [Head(hash, chain, int(number)) for chain, number, hash in WRITTEN_HEAD.findall(text)]
    heads = list(dict.fromkeys(heads or [Head(hash) for hash in HASH.findall(text.lower())]))
    if not heads:
        say.bad("head.unread", text=where)
    # A letter names the chains of other roadmaps too: they are none of this copy's business, unless all are.
    here = [head for head in heads if head.chain is None or head.chain in ledger.hashes]
    for head in heads:
        if head in here or not here:
            check_head(head, ledger, seals, say, aloud=aloud)
        else:
            say.note("head.elsewhere", chain=head.chain)
    return None


def check_signed(
    row: dict[str, Any], where: str, ledger: Ledger, seals: dict[str, int], say: Words, *, aloud: bool
) -> str | None:
    signed = {name: value for name, value in row.items() if name != "signature"}
    key, signature = str(row.get("public_key", "")), str(row.get("signature", ""))
    try:
        head = Head(row["hash"], row["chain"], int(row["number"]))
        genuine = ed25519(bytes.fromhex(key), canonical(signed).encode(), bytes.fromhex(signature))
    except (KeyError, ValueError, TypeError):
        say.bad("head.unread", text=where)
        return None
    if not genuine:
        say.bad("head.forged", where=where)
    elif aloud:
        say.ok("head.signed", where=where, public=key)
    check_head(head, ledger, seals, say, aloud=aloud)
    return key


def check_head(head: Head, ledger: Ledger, seals: dict[str, int], say: Words, *, aloud: bool) -> None:
    if head.chain is None or head.number is None:
        check_bare(head.hash, ledger, seals, say)
        return
    hashes = ledger.hashes.get(head.chain)
    if hashes is None:
        if aloud:
            say.bad("head.no.chain", chain=head.chain)
        return
    stands = hashes.get(head.number, BEGINNING if head.number == 0 else None)
    if stands == head.hash:
        say.checks += 1
        if aloud:
            say.ok("head.ok", hash=head.hash, chain=head.chain, number=head.number)
    elif head.number > max(hashes, default=0):
        say.bad("head.cut", chain=head.chain, number=head.number, last=max(hashes, default=0))
    else:
        say.bad("head.not", chain=head.chain, number=head.number, should=head.hash, stands=stands)


def check_bare(hash: str, ledger: Ledger, seals: dict[str, int], say: Words) -> None:
    place = ledger.place(hash)
    if place is not None:
        say.ok("head.ok", hash=hash, chain=place[0], number=place[1])
    elif hash in seals:
        say.ok("head.seal", hash=hash, number=seals[hash])
    else:
        say.bad("head.nowhere", hash=hash)


def is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


# Ed25519 as RFC 8032, 5.1.7 has it. Slow and plain: a handful of signatures are verified, none is made.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of 64 bytes is that of the message under the public key of 32 bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, base()), plus(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


def base() -> Point:
    y = 4 * pow(5, P - 2, P) % P
    x = root(y, 0)
    return (x or 0, y, 1, (x or 0) * y % P)


def point(packed: bytes) -> Point | None:
    number = int.from_bytes(packed, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = root(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def root(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def plus(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, one: Point) -> Point:
    sum_: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            sum_ = plus(sum_, one)
        one, number = plus(one, one), number >> 1
    return sum_


# ── 7. The things ────────────────────────────────────────────────────────────────────────────────────────────────


class Things:
    """The last state of what the figures are made of, by reference, and every state of the plan's activities."""

    KINDS = frozenset({"report", "conformity", "evidence", "activity", "responsibility", "closing"})

    def __init__(self) -> None:
        self.last: dict[str, dict[str, Any]] = {}
        self.seals: set[str] = set()
        self.plan: dict[tuple[str, str], set[str]] = defaultdict(
            set
        )  # activity, column → every value it ever had
        self.agreed: list[str] = []  # modifications of the plan, as they were written
        self.silence: set[str] = set()  # days and worth of silence that the roadmap ever had
        self.files: set[str] = set()  # hashes of files that a state names
        self.orders: set[str] = set()  # expungements that a second person confirmed
        self.taken: set[str] = set()  # … and the hashes that stay of what they took away

    def read(self, row: dict[str, Any], text: str, is_last: bool) -> None:
        kind, fields = re.split("[/@]", row["ref"])[0], row["fields"]
        if is_last and kind in self.KINDS:
            self.last[row["ref"]] = fields
        if "seal" in fields and is_hash(fields.get("sha256")):
            self.seals.add(fields["sha256"])
        self.files.update(hashes_in([fields.get("sha256"), fields.get("original_sha256")]))
        if kind in ("roadmap", "activity", "milestone", "responsibility"):
            self._read_plan(kind, row["ref"], fields)
        if kind.startswith("amendment"):
            self.agreed.append(text)
        if kind == "expungement-decision" and fields.get("outcome") == "done":
            self.orders.add(fields["expungement"])
            self.taken.update(hashes_in(fields["taken"]))

    def _read_plan(self, kind: str, ref: str, fields: dict[str, Any]) -> None:
        """Every value that a column of the plan ever had; milestones by activity and key."""
        if kind == "roadmap":
            self.silence.add(canonical([fields.get("answer_days"), fields.get("tacit_conformity")]))
        if kind == "milestone":
            self.plan[f"{fields['activity']} › {fields['key']}", "weight"].add(canonical(fields["weight"]))
        elif kind == "responsibility":
            if fields["role"] != "support":
                self.plan[fields["activity"], "countries"].add(canonical(fields["country"]))
        else:
            own = ref if "/" in ref else f"{kind}/{fields.get('id')}"
            for column, value in fields.items():
                self.plan[own, column].add(canonical(value))


def check_things(copy: Copy, party: Any, ledger: Ledger, say: Words) -> Things:
    """Every state stands in an entry with its hash; every state that an entry names is here, or is not for this party."""
    things, seen, before = Things(), set[str](), len(say.mistakes)
    path = "record/things.jsonl"
    if path not in copy.sizes:
        say.bad("file.missing", path=path)
        return things
    try:
        for line, text in enumerate(copy.lines(path), 1):
            try:
                read_thing(text, ledger, things, seen, say)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                say.bad("thing.line", line=line, why=repr(error))
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        say.bad("file.json", path=path, why=error)
    check_absent(copy, party, ledger, things, seen, say)
    if len(say.mistakes) == before:
        say.checks += len(seen)
        say.ok("things.ok", count=len(seen), things=len({ledger.of_state[state][0] for state in seen}))
    return things


def read_thing(text: str, ledger: Ledger, things: Things, seen: set[str], say: Words) -> None:
    row, state = DECODER.decode(text), sha256(text)
    ref = row["ref"]
    named = ledger.of_state.get(state)
    if named is None:
        say.bad("thing.unknown", ref=ref, stands=state)
        return
    if named[0] != ref:
        say.bad("thing.ref", ref=ref, should=named[0])
    seen.add(state)
    last = ledger.last.get(ref)
    things.read(row, text, is_last=last is not None and last.sha256 == state)


def check_absent(copy: Copy, party: Any, ledger: Ledger, things: Things, seen: set[str], say: Words) -> None:
    """Absent may be what the other party alone reads, or what was removed by order; each of these is said."""
    buried = tombstones(copy, things, say)
    absent = 0
    for state, (ref, where, side) in ledger.of_state.items():
        if state in seen or state in buried:
            continue
        own = side is not None and side == party  # the entry is this party's own
        if own or (
            where in ledger.spoken and ref.startswith(("report/", "conformity/"))
        ):  # or was said to both
            say.bad("thing.missing", ref=ref, should=state, where=where)
        else:
            absent += 1
    gone = sum(state.sha256 is None for state in ledger.last.values())
    if gone:
        say.note("thing.gone", count=gone)
    if absent:
        say.note("thing.withheld", count=absent)


def tombstones(copy: Copy, things: Things, say: Words) -> set[str]:
    """What two people of its own side ordered to be removed: the hashes that stay of it. The record knows each order."""
    path, buried = "record/tombstones.json", set[str]()
    try:
        rows = copy.json(path) if path in copy.sizes else []
        for row in rows:
            taken = set(hashes_in(row.get("taken")))
            told = {name: row.get(name) for name in ("at", "country", "ordered_by", "confirmed_by", "why")}
            if row.get("ref") not in things.orders:
                say.bad("tombstone.unknown", ref=row.get("ref"))
                continue
            for stands in sorted(taken - things.taken):
                say.bad("tombstone.more", stands=stands)
            buried |= taken & things.taken
            say.note("tombstone", count=len(taken), **told)
    except (*WRONG, OSError, zipfile.BadZipFile, zlib.error) as error:
        say.bad("file.json", path=path, why=repr(error))
    return buried


# ── 8. The rules (version 1) ─────────────────────────────────────────────────────────────────────────────────────


class Question(NamedTuple):
    """What is asked: a cutoff date D, as known at T, of a roadmap with its two settings."""

    day: date
    known_at: datetime | None
    conformity_required: bool
    evidence_required: bool
    end: date | None

    def knew(self, at: Any) -> bool:
        given = instant(at)
        return given is not None and (self.known_at is None or given <= self.known_at)

    @property
    def ended(self) -> bool:
        return self.end is not None and self.day >= self.end


class Part(NamedTuple):
    """One country's part of one activity."""

    value: Fraction
    fulfilled: bool
    report: dict[str, Any] | None
    decision: str | None
    evidence: int
    since: date | None  # the effective date since when it stands at 100 without a break


class Result(NamedTuple):
    """One committed activity."""

    number: str
    axis: int
    weight: Fraction
    value: Fraction
    fulfilled: bool
    state: str
    due: bool
    parts: dict[str, Part]


def compute(content: dict[str, Any]) -> dict[str, Any]:
    """Every figure of a content, from its plan, reports, answers and evidence alone."""
    roadmap, rows = content["roadmap"], content["plan"]["activities"]
    question = Question(
        day=date.fromisoformat(content["as_of"]),
        known_at=instant(content["known_at"]),
        conformity_required=roadmap["conformity_required"],
        evidence_required=roadmap["evidence_required"],
        end=day(roadmap["end"]),
    )
    # Rule 0: the plan in the content is the version in force at D, as known at T.
    signed = [row for row in rows if in_force(row, question.day)]
    committed = [row for row in signed if not withdrawn(row, question.day)]
    counting = reports_that_count(content, question)
    results = [result_of(row, counting, question) for row in committed]
    return written(content, question, signed, results)


def in_force(activity: dict[str, Any], on: date) -> bool:
    """Rule 1: signed = activities with `effective_from` empty or ≤ D."""
    since = day(activity["effective_from"])
    return since is None or since <= on


def withdrawn(activity: dict[str, Any], on: date) -> bool:
    """Rule 1: withdrawn = of those, `withdrawn_on` ≤ D. Committed = signed − withdrawn."""
    left = day(activity["withdrawn_on"])
    return left is not None and left <= on


def reports_that_count(
    content: dict[str, Any], question: Question
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rule 2: validated, with `as_of` ≤ D and `validated_at` ≤ T, in the order as_of, validated_at, order of entry.

    To each are put the answers and the accepted evidence that were given by T (rule 5).
    """
    answers, evidence = defaultdict(list), defaultdict(list)
    for answer in content["answers"]:
        if question.knew(answer["at"]):
            answers[answer["report"]].append(answer)
    for piece in content["evidence"]:
        if piece["counts"] and question.knew(piece["accepted_at"]):
            evidence[piece["report"]].append(piece)
    parts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for report in content["reports"]:
        if date.fromisoformat(report["as_of"]) <= question.day and question.knew(report["validated_at"]):
            known = {**report, "answers": answers[report["ref"]], "pieces": evidence[report["ref"]]}
            parts[report["activity"], report["country"]].append(known)
    for reports in parts.values():
        reports.sort(key=lambda row: (row["as_of"], instant(row["validated_at"]), row["entry"]))
    return parts


def says(report: dict[str, Any], weights: dict[str, Fraction]) -> Any:
    """What a report says in the terms of the plan: milestones of the plan that it met, else the percentage."""
    if weights:
        return frozenset(report["milestones_met"]) & frozenset(weights)
    return exact(report["percent"] or 0)


def worth(said: Any, weights: dict[str, Fraction]) -> Fraction:
    """Rule 3: Σ weights of milestones met × 100 ÷ Σ weights of all; without milestones, the percentage."""
    if weights:
        return sum((weights[key] for key in said), Fraction(0)) * 100 / sum(weights.values())
    return Fraction(said)


def result_of(
    activity: dict[str, Any], counting: dict[tuple[str, str], list[dict[str, Any]]], question: Question
) -> Result:
    number = activity["number"]
    weights = {stone["key"]: exact(stone["weight"]) for stone in activity["milestones"]}
    reports = {country: counting.get((number, country), []) for country in activity["countries"]}
    parts = {country: part_of(activity, weights, rows, question) for country, rows in reports.items()}
    value = value_of(activity["kind"], weights, reports, parts)
    fulfilled = bool(parts) and all(
        part.fulfilled for part in parts.values()
    )  # rule 6, by every responsible country
    return Result(
        number=number,
        axis=activity["axis"]["number"],
        weight=exact(activity["weight"]),
        value=value,
        fulfilled=fulfilled,
        state=state_of(activity, value, fulfilled, parts, question),
        due=date.fromisoformat(activity["deadline"]) <= question.day,  # rule 7: due so far
        parts=parts,
    )


def value_of(
    kind: str,
    weights: dict[str, Fraction],
    reports: dict[str, list[dict[str, Any]]],
    parts: dict[str, Part],
) -> Fraction:
    """Rule 4."""
    if not parts:
        return Fraction(0)
    values = [part.value for part in parts.values()]
    if kind == "joint" and weights:  # the milestones that both attest
        both = frozenset.intersection(
            *(says(rows[-1], weights) if rows else frozenset() for rows in reports.values())
        )
        return worth(both, weights)
    if kind == "joint":  # the lower of the two
        return min(values)
    return sum(values, Fraction(0)) / len(values)  # parallel: the mean; national: that country's value


def part_of(
    activity: dict[str, Any], weights: dict[str, Fraction], reports: list[dict[str, Any]], question: Question
) -> Part:
    """Rules 2, 3, 5 and 6 for one country; its reports are in the order of rule 2, so that the last one counts."""
    if not reports:
        return Part(Fraction(0), False, None, None, 0, None)  # rule 2: none, the value is 0
    value = worth(says(reports[-1], weights), weights)
    decision, evidence = carried_on(reports, weights)
    needs_answer = question.conformity_required and activity["kind"] != "national"
    fulfilled = (
        value == 100
        and (decision == "agreed" or not needs_answer)
        and (evidence > 0 or not question.evidence_required)
    )
    return Part(value, fulfilled, reports[-1], decision, evidence, hundred_since(reports, weights))


def carried_on(reports: list[dict[str, Any]], weights: dict[str, Fraction]) -> tuple[str | None, int]:
    """Rule 5: a report without an answer, with the same value and milestones as the one before it, inherits that one's
    answer and adds its evidence to its own; a report that was answered inherits nothing. The latest decision wins.
    """
    evidence, said = 0, says(reports[-1], weights)
    for report in reversed(reports):
        if says(report, weights) != said:
            break
        evidence += len(report["pieces"])
        if report["answers"]:
            order = [(instant(answer["at"]), place) for place, answer in enumerate(report["answers"])]
            return report["answers"][max(order)[1]]["decision"], evidence
    return None, evidence


def hundred_since(reports: list[dict[str, Any]], weights: dict[str, Fraction]) -> date | None:
    """Where the unbroken run of 100 began; of several reports for one effective date only the last ever counted."""
    last_of_day = {report["as_of"]: report for report in reports}
    since = None
    for as_of in sorted(last_of_day, reverse=True):
        if worth(says(last_of_day[as_of], weights), weights) != 100:
            break
        since = date.fromisoformat(as_of)
    return since


def state_of(
    activity: dict[str, Any], value: Fraction, fulfilled: bool, parts: dict[str, Part], question: Question
) -> str:
    """Rule 10."""
    start, deadline = date.fromisoformat(activity["start"]), date.fromisoformat(activity["deadline"])
    if fulfilled:
        since = [part.since for part in parts.values() if part.since is not None]
        return "fulfilled_late" if since and max(since) > deadline else "fulfilled"
    if question.ended:
        if value > 0:
            return "partially_fulfilled"
        return "not_fulfilled" if any(part.report for part in parts.values()) else "no_information"
    if deadline < question.day:
        return "overdue"
    if elapsed(start, deadline, question.day) * 100 - value > 25:
        return "at_risk"
    return "in_progress" if value > 0 else "not_started"


def elapsed(start: date, deadline: date, on: date) -> Fraction:
    """Rule 10: (D − start) ÷ (deadline − start) cut to 0–1; start = deadline: 0 before, 1 from it on."""
    if on >= deadline:
        return Fraction(1)
    if on <= start:
        return Fraction(0)
    return Fraction((on - start).days, (deadline - start).days)


class Row(NamedTuple):
    """What one activity adds to a sum: as a whole, or one country's part of it."""

    weight: Fraction
    value: Fraction
    fulfilled: bool
    due: bool


def written(
    content: dict[str, Any], question: Question, signed: list[dict[str, Any]], results: list[Result]
) -> dict[str, Any]:
    """The figures as they are written into a content."""
    parts = [part for result in results for part in result.parts.values()]
    axes = sorted({row["axis"]["number"] for row in content["plan"]["activities"]})
    parties = [party["code"] for party in content["roadmap"]["parties"]]
    return {
        "as_of": content["as_of"],
        "rule_version": 1,
        "signed": len(signed),
        "withdrawn": len(signed) - len(results),
        **tally([whole_row(result) for result in results]),
        "expected_reports": len(parts),
        "with_report": sum(part.report is not None for part in parts),
        # Rule 8: an axis over its activities; a country over those that it answers for, with its own value.
        "axes": {str(axis): tally([whole_row(row) for row in results if row.axis == axis]) for axis in axes},
        "countries": {
            code: tally([own_row(row, code) for row in results if code in row.parts]) for code in parties
        },
        "activities": {result.number: activity_figures(result) for result in results},
    }


def whole_row(result: Result) -> Row:
    return Row(result.weight, result.value, result.fulfilled, result.due)


def own_row(result: Result, country: str) -> Row:
    return Row(result.weight, result.parts[country].value, result.parts[country].fulfilled, result.due)


def tally(rows: list[Row]) -> dict[str, Any]:
    """Rule 7: fulfilment = fulfilled ÷ committed; due fulfilled ÷ due; average = Σ weight × value ÷ Σ weight."""
    fulfilled, due = [row for row in rows if row.fulfilled], [row for row in rows if row.due]
    due_fulfilled = [row for row in due if row.fulfilled]
    weights = sum((row.weight for row in rows), Fraction(0))
    average = sum((row.weight * row.value for row in rows), Fraction(0)) / weights if rows else None
    return {
        "committed": len(rows),
        "fulfilled": len(fulfilled),
        "fulfilment": shown(share(len(fulfilled), len(rows)), 1),
        "average": shown(average, 1),
        "display": shown(share(len(fulfilled), len(rows)), 0),
        "due": len(due),
        "due_fulfilled": len(due_fulfilled),
        "due_display": shown(share(len(due_fulfilled), len(due)), 0),
    }


def share(some: int, of: int) -> Fraction | None:
    return Fraction(100 * some, of) if of else None


def shown(value: Fraction | None, places: int) -> str | None:
    """Rule 9: half up, never 100 unless all, never 0 unless nothing. Nothing committed: null."""
    if value is None:
        return None
    unit = 10**places
    steps = (value * unit + Fraction(1, 2)).__floor__()
    if 0 < value < 100:
        steps = max(1, min(steps, 100 * unit - 1))
    return f"{steps // unit}.{steps % unit}" if places else str(steps)


def activity_figures(result: Result) -> dict[str, Any]:
    return {
        "value": shown(result.value, 1),
        "fulfilled": result.fulfilled,
        "state": result.state,
        "countries": {country: part_figures(part) for country, part in result.parts.items()},
    }


def part_figures(part: Part) -> dict[str, Any]:
    report = part.report or {}
    return {
        "value": shown(part.value, 1),
        "fulfilled": part.fulfilled,
        "report": report.get("entry"),
        "as_of": report.get("as_of"),
        "validated_at": report.get("validated_at"),
        "conformity": part.decision,
        "evidence": part.evidence,
    }


# ── 9. The figures ───────────────────────────────────────────────────────────────────────────────────────────────

LABELS = {
    "activities": ("actividad", "activity"),
    "axes": ("eje", "axis"),
    "countries": ("país", "country"),
    "committed": ("comprometidas", "committed"),
    "fulfilled": ("cumplidas", "fulfilled"),
    "fulfilment": ("cumplimiento", "fulfilment"),
    "average": ("avance promedio", "average progress"),
    "display": ("cumplimiento mostrado", "fulfilment shown"),
    "due": ("exigibles", "due"),
    "due_fulfilled": ("exigibles cumplidas", "due fulfilled"),
    "due_display": ("exigibles, porcentaje mostrado", "due, percentage shown"),
    "signed": ("suscritas", "signed"),
    "withdrawn": ("retiradas", "withdrawn"),
    "expected_reports": ("avances esperados", "reports expected"),
    "with_report": ("con reporte", "with a report"),
    "value": ("valor", "value"),
    "state": ("estado", "state"),
    "report": ("avance", "report"),
    "as_of": ("fecha de corte", "cutoff date"),
    "validated_at": ("validado el", "validated at"),
    "conformity": ("conformidad", "answer"),
    "evidence": ("evidencias", "evidence"),
    "rule_version": ("versión de las reglas", "rule version"),
}


def check_figures(where: str, content: Any, say: Words) -> None:
    """All figures of a content, and those of the original end of the roadmap where it was extended."""
    try:
        if content["rule_version"] != 1:
            say.bad("figures.rule", where=where, version=content["rule_version"])
            return
        check_content(where, content, say)
        check_tacit(where, content, say)
        compare_figures(where, content, say)
        if content.get("original"):
            then, on = on_original_day(content), f"{where} ({content['original']['day']})"
            check_tacit(on, then, say)
            compare_figures(on, then, say)
    except WRONG as error:
        say.bad("figures.wrong", where=where, why=repr(error))


def on_original_day(content: dict[str, Any]) -> dict[str, Any]:
    """The same facts on the day on which the roadmap first was to end, under the plan of that day."""
    original = content["original"]
    answers = [answer for answer in content["answers"] if not answer["tacit"]] + original["tacit"]
    return {
        **content,
        "as_of": original["day"],
        "roadmap": {**content["roadmap"], **original["roadmap"]},
        "plan": original["plan"],
        "answers": answers,
        "figures": original["figures"],
        "declared": None,
    }


def check_content(where: str, content: dict[str, Any], say: Words) -> None:
    """What the figures do not show by themselves: nothing refers to what is not there, nothing stands twice."""
    plan = content["plan"]
    found = sha256(canonical(plan["activities"]))
    if found != plan["sha256"]:
        say.bad("plan.hash", where=where, stands=found, should=plan["sha256"])
    kinds = {row["number"]: row["kind"] for row in plan["activities"]}
    reports = {row["ref"]: row for row in content["reports"]}
    for name in ("reports", "answers", "evidence"):
        seen: set[str] = set()
        for row in content[name]:
            if row["ref"] is not None and row["ref"] in seen:
                say.bad("figures.added", where=where, path=row["ref"], stands=2)
            seen.add(row["ref"])
            if name != "reports" and row["report"] not in reports:
                say.bad("figures.dangling", where=where, what=row["ref"] or name, ref=row["report"])
    for piece in content["evidence"]:
        kind = kinds.get(reports.get(piece["report"], {}).get("activity", ""))
        # What only one country reads supports what is joint only together with a statement that both can read.
        counts = (
            piece["visibility"] != "own_country" or piece["statement"] != "" or kind in ("national", None)
        )
        if piece["counts"] != counts:
            say.bad(
                "figures.differ",
                where=where,
                path=f"{piece['ref']} › counts",
                stands=piece["counts"],
                should=counts,
            )


def check_tacit(where: str, content: dict[str, Any], say: Words) -> None:
    """Where the parties so decided, silence until the end of a term is an answer: each of these is one by their rules."""
    rows = [answer for answer in content["answers"] if answer["tacit"]]
    try:
        for answer in rows:
            why = why_not_tacit(answer, content)
            if why:
                told = {"report": answer["report"], "at": answer["at"], "why": say.text(why)}
                say.bad("tacit.wrong", where=where, **told)
    except (ZoneInfoNotFoundError, ImportError):
        say.note("tacit.unchecked", where=where)


def why_not_tacit(answer: dict[str, Any], content: dict[str, Any]) -> str | None:
    """Judged by what stood at the end of the term: later decisions about terms are for reports validated later."""
    report = next(row for row in content["reports"] if row["ref"] == answer["report"])
    activity = next(row for row in content["plan"]["activities"] if row["number"] == report["activity"])
    zones = {party["code"]: ZoneInfo(party["time_zone"]) for party in content["roadmap"]["parties"]}
    other = next(code for code in zones if code != report["country"])
    rules, given = answering_rules(content["roadmap"], report, zones), instant(report["validated_at"])
    begun, end = instant(content["roadmap"]["begun_at"]), instant(answer["at"])
    if given is None or end is None or answer["decision"] != "agreed" or answer["country"] != other:
        return "tacit.rule"
    if not rules["tacit"] or activity["kind"] == "national":
        return "tacit.rule"
    if report["from_workbook"] or begun is None or given < begun:
        return "tacit.begun"
    last_day = given.astimezone(zones[other]).date() + timedelta(days=rules["days"])
    if datetime.combine(last_day, time.max, tzinfo=zones[other]).replace(fold=1) != end:
        return "tacit.term"
    return what_stood(answer, report, activity, content, end)


def answering_rules(
    roadmap: dict[str, Any], report: dict[str, Any], zones: dict[str, ZoneInfo]
) -> dict[str, Any]:
    """Those that were agreed when the report was validated, and in effect on that day."""
    given = instant(report["validated_at"])
    held = roadmap["answering"]["first"]
    for rules in roadmap["answering"]["later"]:
        agreed, since = instant(rules["accepted_at"]), day(rules["since"])
        if given is None or agreed is None or since is None or agreed > given:
            continue
        if since <= max(given.astimezone(zone).date() for zone in zones.values()):
            held = rules
    return dict(held)


def what_stood(
    answer: dict[str, Any],
    report: dict[str, Any],
    activity: dict[str, Any],
    content: dict[str, Any],
    end: datetime,
) -> str | None:
    """At the end of its term it was what its country had said last, and had no answer of its own nor an inherited one."""
    others = [row for row in content["answers"] if row is not answer]
    then = {**content, "answers": others, "evidence": []}
    asked = Question(date.max, end, conformity_required=False, evidence_required=False, end=None)
    known = reports_that_count(then, asked)[report["activity"], report["country"]]
    if not known or known[-1]["ref"] != report["ref"]:
        return "tacit.last"
    weights = {stone["key"]: exact(stone["weight"]) for stone in activity["milestones"]}
    return "tacit.answered" if carried_on(known, weights)[0] else None


def compare_figures(where: str, content: dict[str, Any], say: Words) -> None:
    declared, stands = content.get("declared"), content["figures"]
    if declared and not content["plan"]["activities"]:
        say.note("figures.declared", where=where, value=declared["value"])
        return
    should, before = compute(content), len(say.mistakes)
    compare(where, (), stands, should, say)
    if len(say.mistakes) == before:
        count = leaves(should)
        say.checks += count
        named = ("fulfilled", "committed", "due_fulfilled", "due")
        told = {name: should[name] for name in named}
        shares = {
            name: "—" if should[name] is None else f"{should[name]} %" for name in ("fulfilment", "average")
        }
        say.ok("figures.ok", where=where, count=count, **told, **shares)


def compare(where: str, path: tuple[str, ...], stands: Any, should: Any, say: Words) -> None:
    """Each figure that differs, is missing or should not be there, by its own name."""
    if isinstance(stands, dict) and isinstance(should, dict):
        for name in {**should, **stands}:
            if name not in stands:
                say.bad(
                    "figures.missing", where=where, path=labelled((*path, name), say), should=should[name]
                )
            elif name not in should:
                say.bad("figures.added", where=where, path=labelled((*path, name), say), stands=stands[name])
            else:
                compare(where, (*path, name), stands[name], should[name], say)
    elif type(stands) is not type(should) or stands != should:
        say.bad("figures.differ", where=where, path=labelled(path, say), stands=stands, should=should)


def labelled(path: tuple[str, ...], say: Words) -> str:
    return " › ".join(LABELS[step][say.column] if step in LABELS else step for step in path)


def leaves(value: Any) -> int:
    return sum(map(leaves, value.values())) if isinstance(value, dict) else 1


# ── 10. The closings ─────────────────────────────────────────────────────────────────────────────────────────────


class Live(NamedTuple):
    """The figures of a cutoff date as they stood when the copy was made; texts by the hash that stands for them."""

    cutoff: str
    content: dict[str, Any]
    texts: dict[str, Any]
    reports: frozenset[str]
    numbers: dict[str, str]  # of the plan's activities, by reference


class Closing(NamedTuple):
    number: int
    seal: dict[str, Any]
    sha256: str
    content: dict[str, Any]


def check_closings(
    copy: Copy, index: dict[str, Any], ledger: Ledger, things: Things, verifier: str | None, say: Words
) -> dict[int, Closing]:
    closings: dict[int, Closing] = {}
    numbers = sorted({int(m[1]) for path in copy.sizes if (m := re.match(r"closings/(\d{1,9})/", path))})
    for number in numbers:
        closing = read_closing(copy, number, say)
        if closing is not None:
            closings[number] = closing
            check_closing(copy, index, closing, ledger, things, verifier, say)
    check_replaced(closings, say)
    here = {closing.sha256 for closing in closings.values()}
    for seal in sorted((ledger.seals | things.seals) - here):
        say.bad("closing.vanished", seal=seal)
    if not closings:
        say.note("closing.none")
    return closings


def read_closing(copy: Copy, number: int, say: Words) -> Closing | None:
    """Seal and content, whole and in canonical form."""
    texts: dict[str, str] = {}
    rows: dict[str, Any] = {}
    for name in ("seal.json", "content.json"):
        path = f"closings/{number}/{name}"
        if path not in copy.sizes:
            say.bad("closing.missing", number=number, path=path)
            return None
        try:
            texts[name] = copy.text(path)
            rows[name] = DECODER.decode(texts[name])
        except (ValueError, OSError, RecursionError, zipfile.BadZipFile, zlib.error) as error:
            say.bad("file.json", path=path, why=error)
            return None
        if not isinstance(rows[name], dict) or canonical(rows[name]) != texts[name]:
            say.bad("closing.canonical", number=number, path=path)
            if not isinstance(rows[name], dict):
                return None
    found, said = sha256(texts["content.json"]), rows["seal.json"].get("content")
    if found != said:
        say.bad("closing.content", number=number, stands=found, should=said)
    return Closing(number, rows["seal.json"], sha256(texts["seal.json"]), rows["content.json"])


def check_closing(
    copy: Copy,
    index: dict[str, Any],
    closing: Closing,
    ledger: Ledger,
    things: Things,
    verifier: str | None,
    say: Words,
) -> None:
    before, where = len(say.mistakes), say.text("where.closing", number=closing.number)
    try:
        check_fields(index, closing, say)
        check_signatures(closing, things, say)
        check_texts(
            copy, f"closings/{closing.number}/texts.json", where, [closing.content, closing.seal], say
        )
        if closing.sha256 not in ledger.named | things.seals:
            say.bad("closing.not.entered", number=closing.number, seal=closing.sha256)
        if verifier is not None and closing.seal.get("verifier") != verifier:
            stands = closing.seal.get("verifier")
            say.note("closing.verifier", number=closing.number, stands=stands, should=verifier)
        if len(say.mistakes) == before:
            signers = "; ".join(
                f"{row['name']} ({row['country']}, {row['at']})" for row in closing.seal["signatures"]
            )
            seal, cutoff = closing.sha256, closing.seal["cutoff"]
            say.ok("closing.ok", number=closing.number, cutoff=cutoff, seal=seal, signers=signers)
    except WRONG as error:
        say.bad("figures.wrong", where=where, why=repr(error))
    check_figures(where, closing.content, say)


def check_fields(index: dict[str, Any], closing: Closing, say: Words) -> None:
    """The seal is of this closing of this roadmap, and of this content."""
    seal, content = closing.seal, closing.content
    due = {
        "format": "alternat-closing/1",
        "roadmap": index.get("roadmap"),
        "number": closing.number,
        "cutoff": content["as_of"],
        "rule_version": content["rule_version"],
    }
    for field, should in due.items():
        if seal.get(field) != should:
            say.bad(
                "closing.field", number=closing.number, field=field, stands=seal.get(field), should=should
            )
    if content["roadmap"]["code"] != seal.get("roadmap"):
        stands = content["roadmap"]["code"]
        say.bad(
            "closing.field", number=closing.number, field="code", stands=stands, should=seal.get("roadmap")
        )


def check_signatures(closing: Closing, things: Things, say: Words) -> None:
    """Both parties, each office that had to, once; nobody else; in office on that day; after the content was made."""
    parties = [party["code"] for party in closing.content["roadmap"]["parties"]]
    signed = [(row["country"], row["office"]) for row in closing.seal["signatures"]]
    offices = {"secretariat"} | {office for _country, office in signed} | offices_by_rule(closing, things)
    for country, office in sorted(set(signed)):
        if country not in parties:
            say.bad("closing.stranger", number=closing.number, country=country)
        if signed.count((country, office)) > 1:
            say.bad("closing.twice", number=closing.number, country=country, office=office)
    for country in parties:
        for office in sorted(offices):
            if (country, office) not in signed:
                say.bad("closing.unsigned", number=closing.number, country=country, office=office)
    for row in closing.seal["signatures"]:
        check_signer(closing, row, say)


def offices_by_rule(closing: Closing, things: Things) -> set[str]:
    """The foreign ministries too, where the roadmap's rules asked for it on the day of the proposal."""
    for ref, fields in things.last.items():
        if (
            ref.startswith("closing/")
            and fields.get("number") == closing.number
            and fields.get("needs_visto_bueno")
        ):
            return {"foreign_ministry"}
    return set()


def check_signer(closing: Closing, row: dict[str, Any], say: Words) -> None:
    at, known = instant(row["at"]), instant(closing.content["known_at"])
    who = f"signatures › {row['name']}"
    if at is None or known is None or at < known:
        stands, should = row["at"], f"≥ {closing.content['known_at']}"
        say.bad("closing.field", number=closing.number, field=f"{who} › at", stands=stands, should=should)
        return
    held = row["appointment"]
    if held is None:
        say.bad(
            "closing.field", number=closing.number, field=f"{who} › appointment", stands=None, should="≠ null"
        )
        return
    first, last = day(held["starts_on"]), day(held["ends_on"])
    # A day more on either side: days are those of the capitals, instants those of Greenwich.
    if first is not None and (first - at.date()).days > 1:
        say.bad(
            "closing.field",
            number=closing.number,
            field=f"{who} › starts_on",
            stands=str(first),
            should=f"≤ {at.date()}",
        )
    if last is not None and (at.date() - last).days > 1:
        say.bad(
            "closing.field",
            number=closing.number,
            field=f"{who} › ends_on",
            stands=str(last),
            should=f"≥ {at.date()}",
        )


def check_unilateral(copy: Copy, things: Things, say: Words) -> None:
    """What one party put on record alone: its content and figures hold like those of a closing, and it is none."""
    for path in sorted(copy.sizes):
        named = re.fullmatch(r"unilateral/(\d{1,9})/statement\.json", path)
        if named:
            check_alone(copy, int(named[1]), things, say)


def check_alone(copy: Copy, number: int, things: Things, say: Words) -> None:
    folder, where = f"unilateral/{number}", say.text("where.alone", number=number)
    try:
        statement, content = copy.text(f"{folder}/statement.json"), copy.text(f"{folder}/content.json")
        told, figures = DECODER.decode(statement), DECODER.decode(content)
        found, hash, before = sha256(content), sha256(statement), len(say.mistakes)
        if found != told["content"]:
            say.bad("alone.content", number=number, stands=found, should=told["content"])
        if hash not in things.files:
            say.bad("alone.not.entered", number=number, hash=hash)
        if len(say.mistakes) == before:
            country, cutoff = told["issued"]["country"], told["cutoff"]
            say.ok("alone.ok", number=number, country=country, cutoff=cutoff, hash=hash)
        check_texts(copy, f"{folder}/texts.json", where, [figures, told, answer_to(copy, folder)], say)
    except (*WRONG, OSError, zipfile.BadZipFile, zlib.error) as error:
        say.bad("figures.wrong", where=where, why=repr(error))
        return
    check_figures(where, figures, say)


def answer_to(copy: Copy, folder: str) -> Any:
    """What the other party answered, where it did."""
    path = f"{folder}/answer.json"
    return copy.json(path) if path in copy.sizes else None


def check_replaced(closings: dict[int, Closing], say: Words) -> None:
    """A closing that replaces another names it with its seal; none is replaced by two."""
    by: dict[int, list[int]] = defaultdict(list)
    for closing in closings.values():
        try:
            if closing.seal["replaces"]:
                number, seal = int(closing.seal["replaces"]["number"]), closing.seal["replaces"]["seal"]
                by[number].append(closing.number)
                check_replacement(closing, closings.get(number), number, seal, say)
        except WRONG as error:
            where = say.text("where.closing", number=closing.number)
            say.bad("figures.wrong", where=where, why=repr(error))
    for number, others in by.items():
        if len(others) > 1:
            say.bad("closing.replaces.twice", other=number, number=", ".join(map(str, others)))
        else:
            say.note("closing.replaced", number=number, by=others[0])


def check_replacement(closing: Closing, other: Closing | None, number: int, seal: Any, say: Words) -> None:
    if other is None:
        say.bad("closing.replaces.none", number=closing.number, other=number)
        return
    if other.sha256 != seal:
        say.bad(
            "closing.replaces.seal", number=closing.number, other=number, stands=seal, should=other.sha256
        )
    if other.seal.get("cutoff") != closing.seal.get("cutoff"):
        stands, should = closing.seal.get("cutoff"), other.seal.get("cutoff")
        say.bad("closing.field", number=closing.number, field="cutoff", stands=stands, should=should)


def check_texts(copy: Copy, path: str, where: str, values: list[Any], say: Words) -> dict[str, Any]:
    """Each text lies beside the content under the hash that stands in it; those that were removed are counted."""
    named = {text for value in values for text in commitments_in(value)}
    if path not in copy.sizes:
        if named:
            say.note("text.gone", where=where, count=len(named))
        return {}
    try:
        texts: dict[str, Any] = copy.json(path)
        before = len(say.mistakes)
        for stands, row in texts.items():
            found = commitment(row["salt"], row["text"])
            if found != stands:
                say.bad("text.altered", where=where, path=path, stands=found, should=stands)
            elif stands not in named:
                say.bad("text.added", where=where, stands=stands)
    except (*WRONG, OSError, zipfile.BadZipFile, zlib.error) as error:
        say.bad("file.json", path=path, why=repr(error))
        return {}
    if len(say.mistakes) == before:
        say.checks += len(texts)
        say.ok("text.ok", where=where, count=len(texts))
    if named - set(texts):
        say.note("text.gone", where=where, count=len(named - set(texts)))
    return texts


def commitments_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"text"} and is_hash(value["text"]):
            yield value["text"]
        else:
            for part in value.values():
                yield from commitments_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from commitments_in(part)


# ── 11. The record ───────────────────────────────────────────────────────────────────────────────────────────────

# Column of the record → key of the figures. What is a number, a list or an instant is compared as such.
OF_REPORT = {
    "country": "country",
    "as_of": "as_of",
    "validated_at": "validated_at",
    "percent": "percent",
    "milestones_met": "milestones_met",
    "from_workbook": "from_workbook",
    "on_paper": "on_paper",
    "without_approval": "without_approval",
    "single_control": "single_control",
}
OF_ANSWER = {"report": "report", "country": "country", "decision": "decision", "decided_at": "at"}
OF_EVIDENCE = {
    "report": "report",
    "kind": "kind",
    "category": "category",
    "visibility": "visibility",
    "accepted_at": "accepted_at",
}
COMPARED = (
    ("reports", "report", OF_REPORT),
    ("answers", "conformity", OF_ANSWER),
    ("evidence", "evidence", OF_EVIDENCE),
)
TEXTS = {
    "report": ("description", "difficulties", "next_steps", "value_reached", "explanation"),
    "conformity": ("reason",),
    "evidence": ("title", "file_name", "url", "statement"),
}
OF_ROADMAP = ("end", "conformity_required", "evidence_required")
OF_PLAN = ("number", "kind", "weight", "start", "deadline", "effective_from", "withdrawn_on")


def check_live_figures(copy: Copy, say: Words) -> list[Live]:
    """The figures as they stood when the copy was made, one file a cutoff date."""
    live = []
    for path in sorted(copy.sizes):
        named = re.fullmatch(r"figures/(\d{4}-\d\d-\d\d)\.json", path)
        if not named:
            continue
        where = say.text("where.figures", cutoff=named[1])
        try:
            content = copy.json(path)
        except (ValueError, OSError, RecursionError, zipfile.BadZipFile, zlib.error) as error:
            say.bad("file.json", path=path, why=error)
            continue
        check_figures(where, content, say)
        texts = check_texts(copy, f"figures/{named[1]}.texts.json", where, [content], say)
        try:
            reports = frozenset(row["ref"] for row in content["reports"])
            numbers = {row["ref"]: row["number"] for row in content["plan"]["activities"]}
        except WRONG as error:
            say.bad("figures.wrong", where=where, why=repr(error))
        else:
            live.append(Live(named[1], content, texts, reports, numbers))
    return live


def check_record(live: list[Live], ledger: Ledger, things: Things, say: Words) -> None:
    if not live:
        say.note("record.none")
    for figures in live:
        before = len(say.mistakes)
        try:
            for name, kind, columns in COMPARED:
                check_rows(figures, name, kind, columns, ledger, things, say)
            check_plan(figures.cutoff, figures.content, things, say)
            check_silence(figures.cutoff, figures.content, things, say)
        except WRONG as error:
            where = say.text("where.figures", cutoff=figures.cutoff)
            say.bad("figures.wrong", where=where, why=repr(error))
        if len(say.mistakes) == before:
            counts = {name: len(figures.content[name]) for name in ("reports", "answers", "evidence")}
            say.ok("record.ok", cutoff=figures.cutoff, **counts)


def check_rows(
    figures: Live, name: str, kind: str, columns: dict[str, str], ledger: Ledger, things: Things, say: Words
) -> None:
    """Reports, answers or evidence: those of the record, no more, no less, and as the record has them."""
    rows = {row["ref"]: row for row in figures.content[name] if row["ref"] is not None}
    recorded = {ref: fields for ref, fields in things.last.items() if ref.startswith(f"{kind}/")}
    for ref, fields in recorded.items():
        if ref not in rows and is_part_of(figures, kind, fields):
            say.bad("record.missing", cutoff=figures.cutoff, ref=ref, what=told(fields, columns))
    for ref, row in rows.items():
        if ref not in recorded:
            if not may_be_withheld(ref, row, ledger):
                say.bad("record.added", cutoff=figures.cutoff, ref=ref)
            continue
        for field, stands, should in differences(figures, kind, row, recorded[ref], columns):
            say.bad(
                "record.differs", cutoff=figures.cutoff, ref=ref, field=field, stands=stands, should=should
            )
        if not is_part_of(figures, kind, recorded[ref]):
            say.bad("record.added", cutoff=figures.cutoff, ref=ref)


def is_part_of(figures: Live, kind: str, fields: dict[str, Any]) -> bool:
    """Whether a thing of the record has to stand in figures of that day, as known at that instant."""
    known_at = instant(figures.content["known_at"])
    if kind == "report":
        given = fields["validated_at"] if fields["status"] == "validated" else None
        here = fields["as_of"] <= figures.content["as_of"]
    else:
        given = fields["decided_at" if kind == "conformity" else "accepted_at"]
        here = fields["report"] in figures.reports
    at = instant(given)
    return here and at is not None and (known_at is None or at <= known_at)


def differences(
    figures: Live, kind: str, row: dict[str, Any], fields: dict[str, Any], columns: dict[str, str]
) -> Iterator[tuple[str, Any, Any]]:
    """Each field that the figures have otherwise than the record: its name, what stands, what should."""
    for column, key in columns.items():
        if column in fields and comparable(column, row[key]) != comparable(column, fields[column]):
            yield key, row[key], fields[column]
    if kind == "report":
        should = figures.numbers.get(fields["activity"], row["activity"])
        if should != row["activity"]:
            yield "activity", row["activity"], should
    if row.get("visibility") == "own_country":  # of it the figures hold a commitment only
        return
    if kind == "evidence" and (fields.get("sha256") or None) != row["sha256"]:
        yield "sha256", row["sha256"], fields.get("sha256")
    for name in TEXTS[kind]:
        text = written_text(row.get(name) or "", figures.texts)
        if text is not None and name in fields and text != fields[name]:
            yield name, text, fields[name]


def written_text(held: Any, texts: dict[str, Any]) -> str | None:
    """The text that a commitment stands for; None where it was removed."""
    if held == "":
        return ""
    return texts[held["text"]]["text"] if held["text"] in texts else None


def comparable(column: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if column.endswith("_at"):
        return instant(value)
    if column in ("percent", "weight"):
        return exact(value)
    return sorted(value) if column == "milestones_met" else value


def may_be_withheld(ref: str, row: dict[str, Any], ledger: Ledger) -> bool:
    """Evidence that only the other country reads: of it the copy has no more than its commitment."""
    return row.get("visibility") == "own_country" and (ref in ledger.last or ledger.withheld > 0)


def told(fields: dict[str, Any], columns: dict[str, str]) -> str:
    return ", ".join(
        f"{name} {printable(fields[name])}" for name in columns if fields.get(name) not in (None, "", [])
    )


def check_silence(cutoff: str, content: dict[str, Any], things: Things, say: Words) -> None:
    """The terms for an answer are some that the roadmap had in the record."""
    answering = content["roadmap"].get("answering")
    for rules in [answering["first"], *answering["later"]] if answering else []:
        stands = canonical([rules["days"], rules["tacit"]])
        if stands not in things.silence:
            ref, should = content["roadmap"]["ref"], " / ".join(sorted(things.silence))
            say.bad("record.differs", cutoff=cutoff, ref=ref, field="answering", stands=stands, should=should)


def check_kept_files(copy: Copy, index: dict[str, Any], live: list[Live], things: Things, say: Words) -> None:
    """Every file is of something in the record, and every file that counts is here or the index says why not."""
    before, kept = len(say.mistakes), set[str]()
    for path in copy.sizes:
        named = re.match(r"(?:evidence|documents)/([0-9a-f]{64})(?:\.|$)", path)
        if named:
            kept.add(named[1])
            if named[1] not in things.files:
                say.bad("file.unrecorded", path=path)
    told = set(hashes_in(index.get("problems")))
    for figures in live:
        for row in figures.content["evidence"]:
            if not isinstance(row, dict):  # told already
                continue
            stands = row.get("sha256")
            if row.get("visibility") != "own_country" and is_hash(stands) and stands not in kept | told:
                say.bad("file.absent", ref=row.get("ref"), cutoff=figures.cutoff, should=stands)
    if len(say.mistakes) == before:
        say.ok("file.recorded", count=len(kept))


def check_plan(cutoff: str, content: dict[str, Any], things: Things, say: Words) -> None:
    """Every value of the plan is one that it once had in the record, or that both parties agreed; no activity is left
    out, and none has fewer countries than answer for it.
    """
    roadmap, rows = content["roadmap"], content["plan"]["activities"]
    answering: dict[str, set[str]] = defaultdict(set)
    for ref, fields in things.last.items():
        if ref.startswith("responsibility/") and fields["role"] != "support":
            answering[fields["activity"]].add(fields["country"])
    for column in OF_ROADMAP:
        check_value(cutoff, roadmap["ref"], column, roadmap[column], things, say)
    for row in rows:
        if (row["ref"], "number") not in things.plan:
            say.bad("record.added", cutoff=cutoff, ref=f"{row['ref']} ({row['number']})")
            continue
        for column in OF_PLAN:
            check_value(cutoff, row["ref"], column, row[column], things, say)
        for stone in row["milestones"]:
            check_value(cutoff, f"{row['ref']} › {stone['key']}", "weight", stone["weight"], things, say)
        check_countries(cutoff, row, answering.get(row["ref"], set()), things, say)
    here = {row["ref"] for row in rows}
    for ref, fields in things.last.items():
        if (
            ref.startswith("activity/")
            and ref not in here
            and (fields["effective_from"] or "") <= content["as_of"]
        ):
            say.bad("record.missing", cutoff=cutoff, ref=ref, what=str(fields.get("number")))


def check_value(cutoff: str, ref: str, column: str, value: Any, things: Things, say: Words) -> None:
    had = {comparable(column, DECODER.decode(text)) for text in things.plan[ref, column]}
    if comparable(column, value) not in had and not any(f'"{value}"' in text for text in things.agreed):
        should = " / ".join(sorted(map(str, had)))
        say.bad("record.differs", cutoff=cutoff, ref=ref, field=column, stands=value, should=should)


def check_countries(cutoff: str, row: dict[str, Any], now: set[str], things: Things, say: Words) -> None:
    """Who answers changes by agreement only: where there was none about the activity, it is who answers now."""
    ever = {DECODER.decode(text) for text in things.plan[row["ref"], "countries"]}
    amended = any(f"activity:{row['number']}" in text for text in things.agreed)
    if set(row["countries"]) != now and not (amended and set(row["countries"]) <= ever):
        stands, should = ", ".join(row["countries"]), ", ".join(sorted(now))
        say.bad(
            "record.differs", cutoff=cutoff, ref=row["ref"], field="countries", stands=stands, should=should
        )


# ── 12. The command ──────────────────────────────────────────────────────────────────────────────────────────────


def verify(path: Path, heads: Iterable[str], say: Words) -> int:
    """All of it, in the order of the parts above."""
    say.out(say.text("title", name=path.name))
    say.out(say.text("self", hash=hashlib.sha256(Path(__file__).read_bytes()).hexdigest()))
    say.out(say.text("self.hint"))
    try:
        copy = open_copy(path)
        index = read_index(copy)
        about = {name: index.get(name) for name in ("roadmap", "party", "made_at", "server")}
        say.out(say.text("about", **about))
        check_all(copy, index, list(heads), say)
    except Unreadable as error:
        say.out(say.text("not.bundle", why=say.text(error.key, **error.what)))
        return UNREADABLE
    except (*WRONG, OSError, EOFError, zipfile.BadZipFile, zlib.error, MemoryError) as error:
        say.bad("crashed", why=repr(error))
    say.rest()
    say.out("")
    if say.mistakes:
        say.out(say.text("verdict.broken", count=len(say.mistakes)))
        return BROKEN
    say.out(say.text("verdict.holds", checks=say.checks))
    return HOLDS


def check_all(copy: Copy, index: dict[str, Any], heads: list[str], say: Words) -> None:
    say.part("part.index")
    check_index(copy, index, say)
    verifier = check_verifier(copy, say)
    say.part("part.ledger")
    ledger = check_ledger(copy, index, say)
    say.part("part.things")
    things = check_things(copy, index.get("party"), ledger, say)
    say.part("part.closings")
    closings = check_closings(copy, index, ledger, things, verifier, say)
    check_unilateral(copy, things, say)
    say.part("part.figures")
    live = check_live_figures(copy, say)
    say.part("part.record")
    check_record(live, ledger, things, say)
    check_kept_files(copy, index, live, things, say)
    say.part("part.heads")
    check_heads(heads, copy, ledger, {closing.sha256: closing.number for closing in closings.values()}, say)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="verificar.py", description="Verifica una copia de Alternat. Verifies a copy from Alternat."
    )
    parser.add_argument(
        "copy", nargs="?", type=Path, metavar="COPIA.zip", help="el zip, o la carpeta en que se abrió"
    )
    parser.add_argument(
        "--head",
        action="append",
        nargs="+",
        default=[],
        metavar="CABEZA",
        help='"CADENA NÚMERO HASH", HASH o ARCHIVO',
    )
    parser.add_argument("--lang", choices=("es", "en"), default="es")
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return verify(
        given.copy or Path(__file__).resolve().parent,
        [" ".join(words) for words in given.head],
        Words(given.lang),
    )


if __name__ == "__main__":
    sys.exit(main())
