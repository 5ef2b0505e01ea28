"""Whoever changes anything in a copy is found out, and told what, where, what stands and what should."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts import ledger
from roadmap.proof import verificar
from tests.roadmap.proof import copies
from tests.roadmap.proof.copies import CHAIN, Pieces, files, index, links, pieces, sha, state, zipped

Mistakes = dict[str, list[dict[str, Any]]]


def verdict(data: bytes, folder: Path, *heads: str) -> tuple[int, Mistakes]:
    """The exit code, and what was wrong by the key of its sentence."""
    path = folder / "copia.zip"
    path.write_bytes(data)
    said = verificar.Words(out=lambda line: None)
    code = verificar.verify(path, heads, said)
    mistakes: Mistakes = {}
    for key, what in said.mistakes:
        mistakes.setdefault(key, []).append(what)
    return code, mistakes


def head(made: Pieces, chain: str = CHAIN, number: int = 0) -> str:
    line = links(chain, made)[number - 1]
    return f"{chain} {line['number']} {line['hash']}"


def test_a_whole_copy_holds(tmp_path: Path) -> None:
    made = pieces()
    assert verdict(zipped(files(made)), tmp_path, head(made), head(made, "platform", 1)) == (0, {})


def test_it_runs_alone_in_another_process_from_a_zip_and_from_inside_its_folder(tmp_path: Path) -> None:
    packed = files(pieces())
    (tmp_path / "c.zip").write_bytes(zipped(packed))
    (tmp_path / "verificar.py").write_bytes(packed["verificar.py"])
    alone = [sys.executable, "-I", "-S", "verificar.py"]
    run = subprocess.run([*alone, "c.zip"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "VEREDICTO: VÁLIDA" in run.stdout
    inside = tmp_path / "unpacked"
    for name, data in {**packed, "index.json": json.dumps(index(packed)).encode()}.items():
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_bytes(data)
    run = subprocess.run([*alone, "--lang", "en"], cwd=inside, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "VERDICT: VALID" in run.stdout


# --- Files changed in the zip -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(files(pieces())))
def test_any_byte_changed_in_any_file_is_named(name: str, tmp_path: Path) -> None:
    packed = files(pieces())
    told = index(packed)
    packed[name] = bytes([packed[name][0] ^ 1]) + packed[name][1:]
    code, mistakes = verdict(zipped(packed, told), tmp_path)
    assert code == 1
    assert [what["path"] for what in mistakes["file.hash"]] == [name]


@pytest.mark.parametrize("name", sorted(files(pieces())))
def test_any_file_taken_out_is_named(name: str, tmp_path: Path) -> None:
    packed = files(pieces())
    told = index(packed)
    del packed[name]
    code, mistakes = verdict(zipped(packed, told), tmp_path)
    assert code == 1
    assert mistakes["file.missing"][0]["path"] == name


def test_a_file_put_in_is_named(tmp_path: Path) -> None:
    packed = files(pieces())
    told = index(packed)
    packed["evidence/extra.pdf"] = b"%PDF-"
    assert verdict(zipped(packed, told), tmp_path)[1] == {"file.added": [{"path": "evidence/extra.pdf"}]}


def test_evidence_exchanged_with_the_index_made_anew_no_longer_fits_its_name(tmp_path: Path) -> None:
    packed = files(pieces())
    name = next(name for name in packed if name.startswith("evidence/"))
    packed[name] = b"%PDF-1.7 another one"
    code, mistakes = verdict(zipped(packed), tmp_path)
    assert (code, mistakes["file.named"][0]["path"]) == (1, name)


# --- The ledger, with the index made anew -----------------------------------------------------------------
def with_lines(change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    made = pieces()
    packed = files(made)
    rows = links(CHAIN, made)
    change(rows)
    packed["ledger/roadmap.jsonl"] = "".join(f"{ledger.canonical(row)}\n" for row in rows).encode()
    return zipped(packed)


def test_an_entry_dropped_is_named(tmp_path: Path) -> None:
    code, mistakes = verdict(with_lines(lambda rows: rows.pop(2)), tmp_path)
    assert code == 1
    assert [what["where"] for what in mistakes["entry.missing"]] == [f"Cadena {CHAIN}, asiento 3"]


def test_entries_swapped_are_named(tmp_path: Path) -> None:
    def swap(rows: list[dict[str, Any]]) -> None:
        rows[1], rows[2] = rows[2], rows[1]

    code, mistakes = verdict(with_lines(swap), tmp_path)
    assert code == 1
    assert mistakes["entry.order"] == [{"where": f"Cadena {CHAIN}, asiento 2", "after": 3}]


def test_entries_that_exchange_their_numbers_are_named(tmp_path: Path) -> None:
    def swap(rows: list[dict[str, Any]]) -> None:
        rows[1], rows[2] = {**rows[2], "number": 2}, {**rows[1], "number": 3}

    code, mistakes = verdict(with_lines(swap), tmp_path)
    assert code == 1
    assert [what["where"][-1] for what in mistakes["entry.hash"]] == ["2", "3"]


def test_an_entry_added_is_named(tmp_path: Path) -> None:
    def add(rows: list[dict[str, Any]]) -> None:
        body = ledger.canonical({**json.loads(rows[1]["body"]), "event": "progress.return"})
        content = ledger.sha256(body)
        forged = ledger.link(CHAIN, 2, rows[0]["hash"], content)
        rows.insert(
            2, {"number": 2, "previous": rows[0]["hash"], "content": content, "hash": forged, "body": body}
        )

    code, mistakes = verdict(with_lines(add), tmp_path)
    assert code == 1
    assert mistakes["entry.twice"] == [{"where": f"Cadena {CHAIN}, asiento 2", "times": 2}]


def test_a_body_changed_is_named(tmp_path: Path) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[1]["body"] = rows[1]["body"].replace("person/1", "person/2")

    code, mistakes = verdict(with_lines(change), tmp_path)
    assert code == 1
    assert [what["where"][-1] for what in mistakes["entry.content"]] == ["2"]


def test_a_head_from_yesterday_is_found_or_the_record_was_rewritten_or_cut(tmp_path: Path) -> None:
    made = pieces()
    yesterday, today = head(made, number=3), head(made)
    assert verdict(zipped(files(made)), tmp_path, yesterday, yesterday.split()[-1])[0] == 0
    made.bodies[CHAIN][1]["by"] = "person/2"  # all of it hashed anew: it agrees with itself
    assert verdict(zipped(files(made)), tmp_path)[0] == 0
    code, mistakes = verdict(zipped(files(made)), tmp_path, yesterday)
    assert (code, mistakes["head.not"][0]["number"]) == (1, 3)
    made = pieces()
    made.bodies[CHAIN].pop()
    made.things = made.things[:-2]
    made.seals.clear()
    code, mistakes = verdict(zipped(files(made)), tmp_path, today)
    assert (code, set(mistakes)) == (1, {"head.cut"})
    assert verdict(zipped(files(made)), tmp_path, "ab" * 32)[1] == {"head.nowhere": [{"hash": "ab" * 32}]}


# --- Figures, texts and closings, with everything hashed anew that a forger can hash anew -----------------
def test_a_figure_changed_is_named_with_what_it_should_be(tmp_path: Path) -> None:
    made = pieces()
    made.contents["live"]["figures"]["activities"]["1.1"]["countries"]["PE"]["value"] = "100.0"
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert code == 1
    assert mistakes == {
        "figures.differ": [
            {
                "where": f"Cifras al {copies.CUTOFF}",
                "path": "actividad › 1.1 › país › PE › valor",
                "stands": "100.0",
                "should": "50.0",
            }
        ]
    }


def test_a_report_changed_together_with_its_figures_is_not_that_of_the_record(tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["live"]
    content["reports"][2]["percent"] = "55"
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert code == 1
    told = {"cutoff": "2026-04-30", "ref": "report/3", "field": "percent", "stands": "55", "should": "100"}
    assert mistakes == {"record.differs": [told]}


def test_a_report_left_out_or_put_in_is_named(tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["live"]
    extra = {**content["reports"].pop(2), "ref": "report/77", "entry": 77}
    content["reports"].append(extra)
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, mistakes["record.missing"][0]["ref"]) == (1, "report/3")
    assert mistakes["record.added"] == [{"cutoff": "2026-04-30", "ref": "report/77"}]


def test_an_answer_turned_around_is_named(tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["live"]
    content["answers"][1]["decision"] = "agreed"
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, mistakes["record.differs"][0]["ref"]) == (1, "conformity/200")
    assert (mistakes["record.differs"][0]["stands"], mistakes["record.differs"][0]["should"]) == (
        "agreed",
        "observed",
    )


def test_a_deadline_moved_in_the_plan_alone_is_named(tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["live"]
    content["plan"]["activities"][0]["deadline"] = "2026-12-31"
    content["plan"]["sha256"] = sha(content["plan"]["activities"])
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, mistakes["record.differs"][0]["field"]) == (1, "deadline")


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("countries", lambda plan, roadmap: plan[0].update(countries=["BO"])),
        ("weight", lambda plan, roadmap: plan[0]["milestones"][0].update(weight="9")),
        ("weight", lambda plan, roadmap: plan[1].update(weight="9")),
        ("kind", lambda plan, roadmap: plan[1].update(kind="national")),
        ("evidence_required", lambda plan, roadmap: roadmap.update(evidence_required=False)),
        ("end", lambda plan, roadmap: roadmap.update(end="2027-12-31")),
    ],
)
def test_a_plan_bent_in_the_figures_alone_is_named(field: str, change: Any, tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["live"]
    change(content["plan"]["activities"], content["roadmap"])
    content["plan"]["sha256"] = sha(content["plan"]["activities"])
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, [what["field"] for what in mistakes["record.differs"]]) == (1, [field])


def test_an_activity_left_out_of_the_plan_is_named(tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["live"]
    content["plan"]["activities"].pop()
    content["plan"]["sha256"] = sha(content["plan"]["activities"])
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, [what["ref"] for what in mistakes["record.missing"]]) == (1, ["activity/1.2"])


def test_a_state_in_the_record_changed_is_named(tmp_path: Path) -> None:
    made = pieces()
    made.thing("report/2")["fields"]["milestones_met"] = ["a", "b"]
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert code == 1
    assert [what["ref"] for what in mistakes["thing.unknown"]] == ["report/2"]
    assert [what["ref"] for what in mistakes["thing.missing"]] == ["report/2"]


def test_a_closing_changed_after_it_was_signed_is_named(tmp_path: Path) -> None:
    made = pieces()
    content = made.contents["1"]
    content["reports"][2]["percent"] = "55"
    content["figures"] = verificar.compute(content)
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, set(mistakes)) == (1, {"closing.content"})
    made.seals[1]["content"] = sha(content)  # sealed anew: the record knows another seal
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, set(mistakes)) == (1, {"closing.not.entered", "closing.vanished"})


def test_a_text_changed_is_named(tmp_path: Path) -> None:
    made = pieces()
    key = next(iter(made.texts["1"]))
    made.texts["1"] = {key: "No se firmó el acta."}
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, mistakes["text.altered"][0]["should"]) == (1, key)


def test_a_text_removed_by_order_breaks_nothing(tmp_path: Path) -> None:
    made = pieces()
    made.texts = {"1": {}, "live": {}}
    assert verdict(zipped(files(made)), tmp_path) == (0, {})


def test_a_closing_without_one_partys_signature_is_named(tmp_path: Path) -> None:
    made = pieces()
    made.seals[1]["signatures"].pop()
    _code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert mistakes["closing.unsigned"] == [{"number": 1, "country": "PE", "office": "secretariat"}]


def test_a_closing_that_the_record_asks_the_visto_bueno_for_is_not_complete_without(tmp_path: Path) -> None:
    made = pieces()
    made.thing("closing/1")["fields"]["needs_visto_bueno"] = True
    made.bodies[CHAIN][-1]["things"][0][1] = sha(made.thing("closing/1"))
    _code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert [(what["country"], what["office"]) for what in mistakes["closing.unsigned"]] == [
        ("BO", "foreign_ministry"),
        ("PE", "foreign_ministry"),
    ]


def test_another_verifier_in_the_copy_is_named(tmp_path: Path) -> None:
    packed = files(pieces())
    packed["verificar.py"] += b"\n# nothing is wrong\n"
    path = tmp_path / "copia.zip"
    path.write_bytes(zipped(packed))
    lines: list[str] = []
    assert verificar.verify(path, [], verificar.Words(out=lines.append)) == 0
    assert any("El verificador que viene en la copia es otro" in line for line in lines)
    assert any("nombra un verificador" in line for line in lines)


def test_a_text_of_the_figures_that_is_not_that_of_the_record_is_named(tmp_path: Path) -> None:
    made = pieces()
    row = {"salt": "22" * 16, "text": "No se firmó el acta."}
    made.texts["live"] = {sha(row): row["text"]}
    made.contents["live"]["reports"][0]["description"] = {"text": sha(row)}
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, set(mistakes)) == (1, {"record.differs"})
    assert mistakes["record.differs"][0]["should"] == "Se firmó el acta."


# --- What was removed by order ----------------------------------------------------------------------------
def expunged(made: Pieces, order: str = "expungement/1") -> dict[str, bytes]:
    """The state of report/3 is gone, by order of two people; figures keep what they say of it."""
    gone = sha(made.thing("report/3"))
    now = {**made.thing("report/3"), "salt": "33" * 16}
    taken = [["report/3", gone]]
    made.tell("ordering.confirm_expungement", now)
    decision = state("expungement-decision/1", expungement="expungement/1", outcome="done", taken=taken)
    made.tell("ordering.confirm_expungement", decision)
    made.things = [row for row in made.things if sha(row) != gone]
    told = {"at": copies.NOW, "country": "BO", "ordered_by": "person/1", "confirmed_by": "person/2"}
    grave = {**told, "ref": order, "why": "victim", "taken": taken}
    return {**files(made), "record/tombstones.json": ledger.canonical([grave]).encode()}


def test_a_state_removed_by_order_breaks_nothing_and_is_told(tmp_path: Path) -> None:
    path, lines = tmp_path / "copia.zip", list[str]()
    path.write_bytes(zipped(expunged(pieces())))
    assert verificar.verify(path, [], verificar.Words(out=lines.append)) == 0, lines
    assert any("Expurgo del 2026-11-20" in line and "victim" in line for line in lines)


def test_a_tombstone_without_an_order_in_the_record_hides_nothing(tmp_path: Path) -> None:
    code, mistakes = verdict(zipped(expunged(pieces(), order="expungement/9")), tmp_path)
    assert (code, set(mistakes)) == (1, {"tombstone.unknown", "thing.missing"})


def test_a_state_that_was_said_to_both_and_is_simply_not_there_is_named(tmp_path: Path) -> None:
    made = pieces()
    made.things.remove(made.thing("report/3"))
    code, mistakes = verdict(zipped(files(made)), tmp_path)
    assert (code, mistakes["thing.missing"][0]["ref"]) == (1, "report/3")


def test_a_file_that_belongs_to_nothing_and_one_that_is_lacking_are_named(tmp_path: Path) -> None:
    packed = files(pieces())
    name = next(name for name in packed if name.startswith("evidence/"))
    del packed[name]
    packed[f"documents/{ledger.sha256('x')}.txt"] = b"x"
    code, mistakes = verdict(zipped(packed), tmp_path)
    assert (code, set(mistakes)) == (1, {"file.unrecorded", "file.absent"})
    assert mistakes["file.absent"][0]["ref"] == "evidence/100"
