"""A complete copy made by hand, small and whole, for the tests that tamper with one. No database.

`Pieces` are its parts before they are hashed: whoever holds the server can change any of them and hash all anew.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from accounts import ledger
from roadmap.proof import verificar
from tests.roadmap.completion_examples import accepted, activity, agreed, instant, observed, plan, report
from tests.roadmap.proof.contents import content_of

VERIFIER = Path(verificar.__file__)
CHAIN = "roadmap/xa-xb"
CUTOFF, NOW = date(2026, 4, 30), "2026-11-20T15:00:00Z"
SCAN = b"%PDF-1.7 an agreed record of a meeting"
PLAN = plan(activity("1.1", stones="a b"), activity("1.2"), conformity_required=True, evidence_required=True)
GIVEN = accepted("2026-04-03")
REPORTS = [
    report(
        "BO", "2026-03-31", "a b", "2026-04-02", entry=1, accepted=(GIVEN,), answers=(agreed("2026-04-05"),)
    ),
    report(
        "PE", "2026-03-31", "a", "2026-04-03", entry=2, accepted=(GIVEN,), answers=(observed("2026-04-06"),)
    ),
    report("BO", "2026-03-31", 100, "2026-04-04", entry=3, activity="1.2"),
]


@dataclass
class Pieces:
    """`bodies`: of each chain the entries, None where the other party keeps one to itself."""

    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    seals: dict[int, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    things: list[dict[str, Any]] = field(default_factory=list)
    bodies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)

    def tell(self, event: str, *things: dict[str, Any], chain: str = CHAIN, **facts: Any) -> None:
        self.things += things
        named = [[row["ref"], sha(row)] for row in things]
        told = {"at": NOW, "by": "person/1", "country": "BO", "event": event, "side": None, "salt": "00" * 16}
        self.bodies.setdefault(chain, []).append({**told, "things": named, "facts": facts})

    def thing(self, ref: str) -> dict[str, Any]:
        return next(row for row in self.things if row["ref"] == ref)


def sha(value: Any) -> str:
    return ledger.sha256(ledger.canonical(value))


def state(ref: str, **fields: Any) -> dict[str, Any]:
    return {"ref": ref, "salt": "11" * 16, "fields": fields}


def pieces() -> Pieces:
    """Two activities, three reports, one closing by both parties, and a draft that is none of this party's business."""
    made = Pieces()
    content = content_of(PLAN, REPORTS, as_of=CUTOFF, known_at=instant(NOW))
    for piece in content["evidence"]:
        piece["sha256"] = hashlib.sha256(SCAN).hexdigest()
    row = {"salt": "22" * 16, "text": "Se firmó el acta."}
    made.texts["1"] = made.texts["live"] = {sha(row): row["text"]}
    content["reports"][0]["description"] = {"text": sha(row)}
    made.contents = {"1": content, "live": json.loads(json.dumps(content))}
    _enter_plan_and_progress(made, content)
    made.seals[1] = _seal(content)
    closing = state("closing/1", number=1, cutoff=str(CUTOFF), needs_visto_bueno=False)
    made.tell("closing.sign", closing, state("closingseal/1", seal="…", sha256=sha(made.seals[1])))
    made.tell("sign_in", chain="platform", session="ab" * 32)
    made.tell("sign_in", chain="platform", session="cd" * 32)
    return made


def _enter_plan_and_progress(made: Pieces, content: dict[str, Any]) -> None:
    columns = ("number", "kind", "weight", "start", "deadline", "effective_from", "withdrawn_on")
    rows = content["plan"]["activities"]
    stated = [state(row["ref"], **{name: row[name] for name in columns}) for row in rows]
    for row in rows:
        for country in row["countries"]:
            told = {"activity": row["ref"], "country": country, "role": "lead"}
            stated.append(state(f"responsibility/{row['number']}{country}", **told))
        for stone in row["milestones"]:
            told = {"activity": row["ref"], "key": stone["key"], "weight": stone["weight"]}
            stated.append(state(f"milestone/{row['number']}{stone['key']}", **told))
    own = {name: content["roadmap"][name] for name in verificar.OF_ROADMAP}
    made.tell("record.begin", state("roadmap/1", **own), *stated)
    for row in content["reports"]:
        fields = {name: row[name] for name in verificar.OF_REPORT.values()}
        about = {"activity": f"activity/{row['activity']}", "status": "validated"}
        about["description"] = "Se firmó el acta." if row["description"] else ""
        pieces = [piece for piece in content["evidence"] if piece["report"] == row["ref"]]
        kept = (*verificar.OF_EVIDENCE.values(), "sha256")
        files = [state(one["ref"], **{name: one[name] for name in kept}) for one in pieces]
        made.tell("progress.validate", state(row["ref"], **fields, **about), *files)
    for row in content["answers"]:
        told = {"report": row["report"], "country": row["country"], "decision": row["decision"]}
        made.tell("answers.agree", state(row["ref"], **told, decided_at=row["at"]))
    made.tell("drafts.save", state("report/9", status="draft"))
    made.withheld.add(len(made.bodies[CHAIN]))
    made.things.pop()


def _seal(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": "alternat-closing/1",
        "roadmap": "xa-xb",
        "number": 1,
        "cutoff": content["as_of"],
        "content": sha(content),
        "rule_version": 1,
        "replaces": None,
        "verifier": hashlib.sha256(VERIFIER.read_bytes()).hexdigest(),
        "signatures": [_signature("BO", "Persona Uno"), _signature("PE", "Persona Dos")],
    }


def _signature(country: str, name: str) -> dict[str, Any]:
    held = {
        "ref": "appointment/1",
        "capacity": "titular",
        "starts_on": "2026-01-01",
        "ends_on": None,
        "act": None,
    }
    return {
        "country": country,
        "office": "secretariat",
        "name": name,
        "institution": "MRE",
        "appointment": held,
        "at": "2026-11-20T16:00:00Z",
        "second_factor": "totp",
        "remarks": [],
    }


# --- Hashed and packed ------------------------------------------------------------------------------------
def links(chain: str, made: Pieces) -> list[dict[str, Any]]:
    """The entries of a chain as lines of a copy."""
    lines, previous = [], ledger.BEGINNING
    for number, body in enumerate(made.bodies[chain], 1):
        text = ledger.canonical(body)
        content = ledger.sha256(text)
        sealed = ledger.link(chain, number, previous, content)
        shown = None if chain == CHAIN and number in made.withheld else text
        line = {"number": number, "previous": previous, "content": content, "hash": sealed, "body": shown}
        lines.append(line)
        previous = sealed
    return lines


def files(made: Pieces) -> dict[str, bytes]:
    """Every file of the copy but its index."""
    chains = {"ledger/roadmap.jsonl": links(CHAIN, made), "ledger/platform.jsonl": links("platform", made)}
    written: dict[str, str] = {name: _lines(rows) for name, rows in chains.items()}
    written["record/things.jsonl"] = _lines(made.things)
    written["record/people.json"] = written["record/tombstones.json"] = "[]"
    for number, seal in made.seals.items():
        folder = f"closings/{number}"
        written[f"{folder}/seal.json"] = ledger.canonical(seal)
        written[f"{folder}/content.json"] = ledger.canonical(made.contents[str(number)])
        written[f"{folder}/texts.json"] = _texts(made.texts[str(number)])
    written[f"figures/{CUTOFF}.json"] = ledger.canonical(made.contents["live"])
    written[f"figures/{CUTOFF}.texts.json"] = _texts(made.texts["live"])
    packed = {name: text.encode() for name, text in written.items()}
    return {
        **packed,
        f"evidence/{hashlib.sha256(SCAN).hexdigest()}.pdf": SCAN,
        "verificar.py": VERIFIER.read_bytes(),
    }


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{ledger.canonical(row)}\n" for row in rows)


def _texts(texts: dict[str, str]) -> str:
    return ledger.canonical({key: {"salt": "22" * 16, "text": text} for key, text in texts.items()})


def index(packed: dict[str, bytes]) -> dict[str, Any]:
    heads = []
    for chain, name in ((CHAIN, "ledger/roadmap.jsonl"), ("platform", "ledger/platform.jsonl")):
        last = json.loads(packed[name].splitlines()[-1])
        heads.append({"chain": chain, "number": last["number"], "hash": last["hash"]})
    return {
        "format": "alternat-bundle/1",
        "roadmap": "xa-xb",
        "party": "BO",
        "made_at": NOW,
        "server": "https://alternat.example",
        "heads": heads,
        "files": [_listed(name, data) for name, data in packed.items()],
    }


def _listed(name: str, data: bytes) -> dict[str, Any]:
    return {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def zipped(packed: dict[str, bytes], its_index: dict[str, Any] | None = None) -> bytes:
    """A zip with its index, made anew unless one is given."""
    told = json.dumps(index(packed) if its_index is None else its_index).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**packed, "index.json": told}.items():
            archive.writestr(name, data)
    return file.getvalue()
