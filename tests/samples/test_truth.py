"""The truth of the samples holds together: quotes, boxes, ids, counts, and the words of the public form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chancery.model.vocabulary import PAGE_ROLES, RECORD_TYPES, REGION_KINDS, SHEET_TYPES, is_field_name
from samples.typeset.truth import extra_rows, words_rows
from tests.samples.sample_part import Part

Row = dict[str, Any]
FINDING = {"by", "method", "confidence", "stale"}
KEYS = {
    "sources": {"id", "parent", "files", "media_type", "bytes", "pages", "collection", "problems"},
    "pages": {"source", "file", "page", "width", "height", "rotation", "skew", "role", "record", "layer", "text"},
    "texts": {"copy", "text", "pieces"},
    "regions": {"id", "source", "file", "page", "kind", "box", "text", "code", "fill"} | FINDING,
    "records": {
        "id", "type", "sheet", "title", "date", "place", "from", "to", "cc", "participants", "drafter", "note_taker",
        "interpreter", "language", "translation_of", "attached_to", "classification", "handling", "cable", "copies", "fields",
    },
    "people": {"id", "name", "names", "offices", "authority"} | FINDING,
    "references": {
        "id", "record", "source", "file", "page", "quote", "kind", "document_type", "date", "from", "to", "place", "number",
        "locator", "outcome", "target", "candidates", "evidence",
    } | FINDING,
    "statements": {
        "id", "record", "source", "file", "page", "quote", "type", "date", "event", "speaker", "on_behalf_of", "addressee",
        "topic", "polarity", "condition", "exception", "scope", "deadline", "strength", "capacity", "channel", "depth",
        "incomplete", "mode", "reported_speaker", "inner_type", "relations", "status", "evidence",
    } | FINDING,
    "events": {"id", "kind", "date", "place", "participants", "documented_by", "mentioned_in", "authority"} | FINDING,
    "threads": {"id", "title", "records", "replies", "unanswered", "missing", "owed"},
    "wants": {
        "id", "number", "kind", "type", "date", "from", "to", "place", "identifier", "mentioned_in", "on_withdrawal_sheet",
        "state", "closed_by",
    },
    "variants": {"record", "older", "newer", "passages", "words_lifted", "words_withheld"},
    "decisions": set[str](),
}  # fmt: skip
STATEMENT_TYPES = {
    "assurance", "commitment", "negative_assurance", "conditional_commitment", "refusal", "reaffirmation",
    "consistency_claim", "position", "request", "proposal", "invitation", "warning", "expectation", "acknowledgement",
    "report_of_others_words",
}  # fmt: skip
REFERENCE_KINDS = {"document", "meeting", "call", "visit", "conference", "instrument", "statement", "decision"}
EVENT_KINDS = {"meeting", "call", "visit", "conference", "signing", "speech", "decision", "incident"}
MODES = {"direct", "minuted", "reported", "quoted", "planned"}
STATUSES = {
    "planned", "made", "stands", "qualified", "superseded", "lapsed", "withdrawn", "disputed", "fulfilled", "broken",
    "overdue", "not_known",
}  # fmt: skip
RELATIONS = {
    "reaffirms", "qualifies", "supersedes", "contradicts", "fulfils", "breaks", "disputes", "answers", "accepts", "rejects",
    "relays", "repeats", "elaborates", "same_content",
}  # fmt: skip
DECISIONS = {"released in full", "released in part", "denied in full", "declassified", "declassified in part"}


def evidence_of(part: Part) -> Iterator[tuple[str, Row]]:
    """Every entry of evidence with the record that it stands in."""
    for kind in ("references", "statements"):
        for row in part.rows[kind]:
            for entry in row["evidence"]:
                yield row["record"], entry
    for record in part.rows["records"]:
        for value in record["fields"]:
            for entry in value["evidence"]:
                yield record["id"], entry
    for want in part.rows["wants"]:
        for entry in want["on_withdrawal_sheet"]:
            yield "", entry


def test_every_row_has_the_keys_of_the_public_form_and_no_others(part: Part) -> None:
    for name, rows in part.rows.items():
        for row in rows:
            assert set(row) == KEYS[name], name


def test_every_quote_stands_at_its_place_in_the_true_text(part: Part) -> None:
    pages = {(page["source"], page["page"]): page["text"] for page in part.rows["pages"]}
    for record, entry in evidence_of(part):
        assert entry["quote"], record
        assert pages[entry["source"], entry["page"]][entry["start"] : entry["end"]] == entry["quote"], record


def test_every_finding_has_evidence_within_a_copy_of_its_record(part: Part) -> None:
    copies = {record["id"]: record["copies"] for record in part.rows["records"]}
    for kind in ("references", "statements"):
        assert all(row["evidence"] for row in part.rows[kind])
    for record, entry in evidence_of(part):
        if record:
            spans = [(c["source"], range(c["first_page"], c["last_page"] + 1)) for c in copies[record]]
            assert any(entry["source"] == source and entry["page"] in pages for source, pages in spans), record


def test_every_box_lies_inside_its_page(part: Part) -> None:
    frames = {(p["source"], p["page"]): (p["width"], p["height"]) for p in part.rows["pages"]}
    boxes = [(row["source"], row["page"], row["box"]) for row in part.rows["regions"]]
    boxes += [(e["source"], e["page"], box) for _, e in evidence_of(part) for box in e["boxes"]]
    boxes += [(row["source"], row["page"], w["box"]) for row in words_rows(part.truth) for w in row["words"]]
    for source, page, (x0, y0, x1, y1) in boxes:
        width, height = frames[source, page]
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height


def test_every_id_that_is_named_is_there(part: Part) -> None:
    rows = part.rows
    names = {kind: {row["id"] for row in rows[f"{kind}s"]} for kind in ("record", "reference", "statement", "event", "want")}
    people = {row["id"] for row in rows["people"]}
    for row in rows["references"]:
        for target in [row["target"], *(c["target"] for c in row["candidates"])]:
            assert target is None or target["id"] in names[target["kind"]], row["id"]
    for row in rows["statements"]:
        assert row["event"] is None or row["event"] in names["event"]
        for relation in row["relations"]:
            assert relation["target"]["id"] in names[relation["target"]["kind"]], row["id"]
    for row in rows["records"]:
        assert {row["translation_of"], row["attached_to"]} <= names["record"] | {None}
        for key in ("from", "to", "cc", "participants", "drafter", "note_taker", "interpreter"):
            assert all(party["person"] is None or party["person"] in people for party in row[key])
    for row in rows["threads"]:
        named = {*row["records"], *row["unanswered"], *row["missing"], *row["owed"]}
        named |= {reply[key] for reply in row["replies"] for key in ("reply", "answers")}
        assert named <= names["record"] | names["want"] | names["statement"]
    for row in rows["events"]:
        assert set(row["documented_by"]) <= names["record"]


def test_ids_are_given_once(part: Part) -> None:
    for name in ("records", "regions", "people", "references", "statements", "events", "threads", "wants"):
        ids = [row["id"] for row in part.rows[name]]
        assert len(ids) == len(set(ids)), name


def test_outcomes_and_targets_agree(part: Part) -> None:
    for row in part.rows["references"]:
        kind = row["target"] and row["target"]["kind"]
        allowed: dict[str, set[str | None]] = {
            "resolved": {"record", "event", "statement"},
            "missing": {"want"},
            "outside": {None},
            "ambiguous": {None},
        }
        assert kind in allowed[row["outcome"]], row["id"]
        assert (len(row["candidates"]) > 1) == (row["outcome"] == "ambiguous"), row["id"]


def test_every_want_is_spoken_of_or_stands_on_a_withdrawal_sheet(part: Part) -> None:
    assert all(want["mentioned_in"] or want["on_withdrawal_sheet"] for want in part.rows["wants"])


def test_the_vocabulary_is_that_of_the_public_form(part: Part) -> None:
    rows = part.rows
    assert {row["type"] for row in rows["records"]} <= set(RECORD_TYPES)
    assert all(row["sheet"] == (row["type"] in SHEET_TYPES) for row in rows["records"])
    assert {row["role"] for row in rows["pages"]} <= set(PAGE_ROLES)
    assert {row["kind"] for row in rows["regions"]} <= set(REGION_KINDS)
    assert {row["kind"] for row in rows["references"]} <= REFERENCE_KINDS
    assert {row["kind"] for row in rows["events"]} <= EVENT_KINDS
    assert all(is_field_name(value["name"]) for row in rows["records"] for value in row["fields"])
    assert {row["type"] for row in rows["statements"]} <= STATEMENT_TYPES
    assert {row["inner_type"] for row in rows["statements"]} <= STATEMENT_TYPES | {None}
    assert {row["mode"] for row in rows["statements"]} <= MODES
    assert {row["status"] for row in rows["statements"]} <= STATUSES
    assert {relation["kind"] for row in rows["statements"] for relation in row["relations"]} <= RELATIONS
    assert {r["decision"] for row in rows["records"] for c in row["copies"] for r in c["releases"]} <= DECISIONS


def test_reading_texts_come_from_the_pages_they_name(part: Part) -> None:
    pages = {(page["source"], page["page"]): page["text"] for page in part.rows["pages"]}
    for row in part.rows["texts"]:
        end = 0
        for start, stop, source, page, layer_start in row["pieces"]:
            assert start == end
            end = stop
            if layer_start is not None:
                layer = pages[source, page][layer_start : layer_start + stop - start]
                assert layer == row["text"][start:stop]
        assert end == len(row["text"])


def test_withheld_words_are_nowhere_in_the_copy_that_withholds_them(part: Part) -> None:
    texts = {row["copy"]: " ".join(row["text"].split()) for row in part.rows["texts"]}
    lifted = [(row, p) for row in part.rows["variants"] for p in row["passages"] if p["change"] == "lifted"]
    assert lifted
    for row, passage in lifted:
        assert passage["text"] in texts[row["newer"]]
        assert passage["text"] not in texts[row["older"]]


def test_a_sentence_runs_on_past_the_addressee_at_the_foot_of_page_one(parts: dict[str, Part]) -> None:
    rows = parts["open"].rows
    reading = next(row["text"] for row in rows["texts"] if row["copy"] == "copy-whitcomb-gradov-1994-01-11-1")
    first, second = [p["text"] for p in rows["pages"] if p["record"] == "rec-whitcomb-gradov-1994-01-11"][:2]
    before = first[: first.index("His Excellency")].rstrip().split("\n")[-1]
    after = second.split("\n")[1]  # the first line is the banner
    assert before[-1] not in ".?!"
    assert f"{before} {after}" in reading


def test_the_samples_are_as_many_as_they_should_be(parts: dict[str, Part]) -> None:
    def records(part: Part) -> int:
        return sum(1 for row in part.rows["records"] if not row["sheet"] and row["copies"])

    open_part, kept = parts["open"], parts["kept"]
    assert records(open_part) + records(kept) >= 28
    assert len(open_part.rows["pages"]) + len(kept.rows["pages"]) >= 66
    assert 0.25 <= records(kept) / (records(open_part) + records(kept)) <= 0.4


def test_severities_are_mixed_about_thirty_forty_five_twenty_five(parts: dict[str, Part]) -> None:
    severities = [row["severity"] for part in parts.values() for row in extra_rows(part.truth) if row["severity"]]
    for severity, share in ((1, 0.30), (2, 0.45), (3, 0.25)):
        assert severities.count(severity) / len(severities) == pytest.approx(share, abs=0.06)
