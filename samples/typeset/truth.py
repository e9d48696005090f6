"""The truth of a part in the form of a dump: every finding with its page, quote, boxes and places in the true text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from samples.typeset.make import MEDIA, MadeCopy, MadeFile, MadePage
from samples.typeset.paper import Leaf, Word, union
from samples.typeset.source import RecordSource, SourceFault, World

Row = dict[str, Any]
Table = dict[str, Any]
BY: Row = {"by": "person", "method": "samples", "confidence": None, "stale": False}
FURNITURE = frozenset(
    {"banner", "stamp", "page_number", "margin", "exemption_code", "handwriting", "letterhead", "signature"}
)
SHEETS = frozenset(
    {"withdrawal_sheet", "cover_sheet", "foia_letter", "id_form", "routing_slip", "fax_cover", "profile_sheet"}
)
PARTIES = ("from", "to", "cc", "participants", "drafter", "note_taker", "interpreter")
LISTS = ("handling", "tags", "refs")
# Where words of a type are said, how they came down to us, and at what depth (handbook 4.2, dump.md).
SAID = {
    "memcon": ("minuted", "talk", 1),
    "telcon": ("minuted", "call", 1),
    "minutes": ("minuted", "talk", 1),
    "cable": ("reported", "cable", 1),
    "airgram": ("reported", "cable", 1),
    "despatch": ("reported", "cable", 1),
    "briefing_paper": ("planned", "memorandum", 0),
    "memorandum": ("direct", "memorandum", 0),
    "communique": ("direct", "public", 0),
    "press": ("direct", "public", 0),
    "agreement_text": ("direct", "public", 0),
}
RELEASE = ("decision", "agency", "authority", "review_date", "release_date", "case", "document", "tag")
HOLDING = ("archive", "collection", "series", "box", "folder", "identifiers", "address", "url")


@dataclass(slots=True)
class PageText:
    """A page's true text with the place of each visible word."""

    made: MadeFile
    page: MadePage
    text: str = ""
    words: list[tuple[Word, int, int]] = field(default_factory=list)  # word, start, number of its line

    def __post_init__(self) -> None:
        parts, at = [], 0
        for number, line in enumerate(self.page.leaf.lines()):
            for word in line:
                self.words.append((word, at, number))
                at += len(word.text) + 1
            parts.append(" ".join(word.text for word in line))
        self.text = "\n".join(parts)

    def evidence(self, name: str) -> list[Row]:
        """What stands in the mark `name` on this page: one entry for each run of words with nothing else between them."""
        runs: list[list[tuple[Word, int, int]]] = []
        last = -2
        for index, entry in enumerate(self.words):
            if entry[0].has(name):
                if last == index - 1:
                    runs[-1].append(entry)
                else:
                    runs.append([entry])
                last = index
        return [self._entry(run, name) for run in runs]

    def _entry(self, run: list[tuple[Word, int, int]], name: str) -> Row:
        first, last = run[0], run[-1]
        start = first[1] + next(mark.start for mark in first[0].marks if mark.name == name)
        end = last[1] + next(mark.end for mark in last[0].marks if mark.name == name)
        lines = [[word for word, _, number in run if number == line] for line in dict.fromkeys(entry[2] for entry in run)]
        boxes = [self.page.box(union([word.box for word in line])) for line in lines] if self.page.has_frame else []
        return {
            "source": self.made.id,
            "file": self.made.path,
            "page": self.page.number,
            "quote": self.text[start:end],
            "boxes": boxes,
            "start": start,
            "end": end,
        }


class Truth:
    """Rows of every file of the dump for the files made of one part."""

    def __init__(self, world: World, files: Sequence[MadeFile]) -> None:
        self.world = world
        self.files = files
        self.pages = {(made.id, page.number): PageText(made, page) for made in files for page in made.pages}
        self.sides = {person["side"] for person in world.people.values() if "side" in person}
        self.copies: dict[str, list[tuple[MadeFile, MadeCopy]]] = {}
        for made in files:
            for copy in made.copies:
                self.copies.setdefault(copy.record, []).append((made, copy))

    def rows(self) -> dict[str, list[Row]]:
        """All rows by the name of their file."""
        references = list(self._references())
        statements = list(self._statements())
        return {
            "sources": list(self._sources()),
            "pages": list(self._pages()),
            "texts": list(self._texts()),
            "regions": list(self._regions()),
            "records": list(self._records()),
            "people": list(self._people()),
            "references": references,
            "statements": statements,
            "events": list(self._events(references)),
            "threads": list(self._threads()),
            "wants": list(self._wants(references)),
            "variants": list(self._variants()),
            "decisions": [],
        }

    # parties and evidence --------------------------------------------------------------------------------------------

    def party(self, text: str) -> Row:
        """`$id`, `$id:name as printed`, `$id:name:role`, or the plain name of a state or body (`name:role`)."""
        first, *rest = text.split(":")
        name, role = rest[0] if rest else "", rest[1] if len(rest) > 1 else None
        if not first.startswith("$"):
            return {"name": first, "role": name or None, "person": None, "side": first if first in self.sides else None}
        try:
            person = self.world.people[first[1:]]
        except KeyError as error:
            raise SourceFault(f"no person {first}") from error
        return {"name": name or person["name"], "role": role, "person": f"person-{first[1:]}", "side": person.get("side")}

    def parties(self, texts: Sequence[str]) -> list[Row]:
        """Parties of a list."""
        return [self.party(text) for text in texts]

    def evidence(self, copy: MadeCopy, made: MadeFile, name: str) -> list[Row]:
        """What stands in a mark, on all pages of a copy."""
        return [row for page in copy.pages for row in self.pages[made.id, page.number].evidence(name)]

    def _everywhere(self, record: str, name: str) -> list[Row]:
        """Evidence of a mark in every copy, the fullest copy first."""
        copies = sorted(self.copies.get(record, []), key=lambda pair: _hidden_words(pair[1]))
        return [row for made, copy in copies for row in self.evidence(copy, made, name)]

    def _whole_quote(self, record: str, name: str, evidence: Sequence[Row]) -> str:
        """The words of a mark in its fullest copy, in one line."""
        made, copy = min(self.copies[record], key=lambda pair: _hidden_words(pair[1]))
        own = self.evidence(copy, made, name) or list(evidence)[:1]
        text = " ".join(" ".join(row["quote"].split()) for row in own)
        for word in (word for page in copy.pages for word in page.leaf.words if _is_broken(word) and word.has(name)):
            text = text.replace(word.text + " ", word.text[:-1])
        return text

    # files -----------------------------------------------------------------------------------------------------------

    def _sources(self) -> Iterator[Row]:
        for made in self.files:
            yield {
                "id": made.id,
                "parent": None,
                "files": [made.path],
                "media_type": MEDIA[made.source.format],
                "bytes": made.size,
                "pages": len(made.pages),
                "collection": made.source.head.get("collection"),
                "problems": [],
            }

    def _pages(self) -> Iterator[Row]:
        for (source, number), text in self.pages.items():
            page, made = text.page, text.made
            frame = page.has_frame
            yield {
                "source": source,
                "file": made.path,
                "page": number,
                "width": page.leaf.width if frame else None,
                "height": page.leaf.height if frame else None,
                "rotation": page.rotation,
                "skew": page.placing.degrees if frame else 0.0,
                "role": page.leaf.role,
                "record": f"rec-{page.record}",
                "layer": {"engine": "truth", "version": "1", "quality": 1.0, "why": "the text as it was typeset"},
                "text": text.text,
            }

    def _texts(self) -> Iterator[Row]:
        for made in self.files:
            for copy in made.copies:
                text, pieces = reading_text(
                    [self.pages[made.id, page.number] for page in copy.pages], self._is_hand(copy.record)
                )
                yield {"copy": copy.id, "text": text, "pieces": pieces}

    def _is_hand(self, record: str) -> bool:
        return bool(self.world.records[record].head.get("look", {}).get("hand"))

    def _regions(self) -> Iterator[Row]:
        for text in self.pages.values():
            if text.page.has_frame:
                for number, row in enumerate(page_regions(text), 1):
                    yield {
                        "id": f"region-{text.made.source.name}-{text.page.number}-{number}",
                        "source": text.made.id,
                        "file": text.made.path,
                        "page": text.page.number,
                        **row,
                        **BY,
                    }

    # records ---------------------------------------------------------------------------------------------------------

    def _records(self) -> Iterator[Row]:
        for name, pairs in self.copies.items():
            record = self.world.records[name]
            head = record.head
            yield {
                **self._described(f"rec-{name}", head),
                "copies": [self._copy(made, copy, pairs) for made, copy in pairs],
                "fields": list(self._fields(record, pairs)),
            }
        for name, want in self.world.wants.items():
            if want.get("on_sheet") and self._everywhere(str(want["on_sheet"]), f"w:{name}"):
                yield {**self._described(f"rec-{name}", want), "copies": [], "fields": []}

    def _described(self, public: str, head: Table) -> Row:
        cable = head.get("cable")
        return {
            "id": public,
            "type": head["type"],
            "sheet": head["type"] in SHEETS,
            "title": head.get("title"),
            "date": head.get("date"),
            "place": head.get("place"),
            **{key: self.parties(head.get(key, [])) for key in PARTIES},
            "language": head.get("language", "en" if "look" in head or "pages" in head else None),
            "translation_of": _joined("rec", head.get("translation_of")),
            "attached_to": _joined("rec", head.get("attached_to")),
            "classification": head.get("classification"),
            "handling": head.get("handling", []),
            "cable": {
                key: cable.get(key, [] if key in {"tags", "refs"} else None)
                for key in ("number", "dtg", "utc", "precedence", "tags", "refs")
            }
            if cable
            else None,
        }

    def _copy(self, made: MadeFile, copy: MadeCopy, pairs: Sequence[tuple[MadeFile, MadeCopy]]) -> Row:
        releases = [
            {key: release.get(key) for key in RELEASE} | {"exemptions": []} for release in copy.table.get("release", [])
        ]
        for page in copy.pages:
            for row in page_regions(self.pages[made.id, page.number]):
                if row["kind"] == "exemption_code" and releases:
                    releases[-1]["exemptions"] += [
                        {"code": code, "page": page.number, "box": row["box"]} for code in row["code"]
                    ]
        holding = {**made.source.head.get("holding", {}), **copy.table.get("holding", {})}
        fullest = min(_hidden_words(other) for _, other in pairs)
        return {
            "id": copy.id,
            "source": made.id,
            "file": made.path,
            "first_page": copy.pages[0].number,
            "last_page": copy.pages[-1].number,
            "releases": releases,
            "holding": {key: holding.get(key, [] if key == "identifiers" else None) for key in HOLDING},
            "redacted_share": round(_redacted_share(copy), 4),
            "fullest": _hidden_words(copy) == fullest,
        }

    def _fields(self, record: RecordSource, pairs: Sequence[tuple[MadeFile, MadeCopy]]) -> Iterator[Row]:
        for made, copy in pairs:
            names = dict.fromkeys(
                m.name for page in copy.pages for w in page.leaf.words if not w.hidden for m in w.marks if m.name[:2] == "f:"
            )
            for mark in names:
                name, value = self._value(record, copy, mark[2:])
                yield {"name": name, "value": value, "evidence": self.evidence(copy, made, mark), "alternatives": [], **BY}

    def _value(self, record: RecordSource, copy: MadeCopy, mark: str) -> tuple[str, Any]:
        parts = mark.split(".")
        try:
            if parts[0] == "releases":
                return f"releases.{parts[2]}", copy.table["release"][int(parts[1])][parts[2]]
            if parts[0] == "holding":
                holding = copy.table.get("holding") or next(f.head["holding"] for f, c in self._of(copy))
                value = holding[parts[1]]
                return ".".join(parts[:2]), value[int(parts[2])] if len(parts) > 2 else value
            index = int(parts[1]) if len(parts) > 1 else 0
            if parts[0] in PARTIES:
                return parts[0], self.party(record.head[parts[0]][index])
            if parts[0] in LISTS:
                return parts[0], (record.head.get(parts[0]) or record.head["cable"][parts[0]])[index]
            value = record.head.get(parts[0])
            return parts[0], value if value is not None else record.head["cable"][parts[0]]
        except (KeyError, IndexError, StopIteration) as error:
            raise SourceFault(f"{record.name}: the field {mark} is marked but not given") from error

    def _of(self, copy: MadeCopy) -> Iterator[tuple[Any, MadeCopy]]:
        for made, other in self.copies[copy.record]:
            if other is copy and "holding" in made.source.head:
                yield made.source, other

    def _people(self) -> Iterator[Row]:
        for name, person in self.world.people.items():
            offices = [{"office": row[0], "from": row[1] or None, "to": row[2] or None} for row in person.get("offices", [])]
            yield {
                "id": f"person-{name}",
                "name": person["name"],
                "names": person.get("names", [person["name"]]),
                "offices": offices,
                "authority": None,
                **BY,
            }

    # mentions --------------------------------------------------------------------------------------------------------

    def _references(self) -> Iterator[Row]:
        for name in self.copies:
            record = self.world.records[name]
            for key, given in record.head.get("references", {}).items():
                evidence = self._everywhere(name, key)
                if not evidence:
                    if any(w.has(key) for _, c in self.copies[name] for p in c.pages for w in p.leaf.words):
                        continue  # withheld in every copy made: nothing can be seen of it
                    raise SourceFault(f"{name}: the reference {key} is not marked in the text")
                senders, addressees = self._pair(record, given)
                yield {
                    "id": f"ref-{name}-{key}",
                    "record": f"rec-{name}",
                    **_where(evidence),
                    "quote": self._whole_quote(name, key, evidence),
                    "kind": given["kind"],
                    "document_type": given.get("document_type"),
                    "date": given.get("date"),
                    "from": senders,
                    "to": addressees,
                    "place": given.get("place"),
                    "number": given.get("number"),
                    "locator": given.get("locator"),
                    "outcome": given["outcome"],
                    "target": _target(given.get("target")),
                    "candidates": [
                        {"target": _target(c), "score": None, "reasons": []} for c in given.get("candidates", [])
                    ],
                    "evidence": evidence,
                    **BY,
                }

    def _pair(self, record: RecordSource, given: Table) -> tuple[list[Row], list[Row]]:
        """Who wrote what is referred to, and to whom: `by = "you"` turns the record's parties round, `by = "me"` keeps them.

        Any other `by` is one of the record's voices; the other of two voices is meant as the addressee.
        """
        writers, readers = record.head.get("from", []), record.head.get("to", [])
        pair = {"me": (writers, readers), "you": (readers, writers)}.get(given.get("by", "")) or _voices(record, given)
        return self.parties(given.get("from", _bare(pair[0]))), self.parties(given.get("to", _bare(pair[1])))

    def _statements(self) -> Iterator[Row]:
        for name in self.copies:
            record = self.world.records[name]
            usual = record.head.get("said", {})
            mode, channel, depth = SAID.get(record.head["type"], ("direct", "letter", 0))
            for key, short in record.head.get("statements", {}).items():
                given = {**usual, **short}
                evidence = self._everywhere(name, key)
                if not evidence:
                    if any(w.has(key) for _, c in self.copies[name] for p in c.pages for w in p.leaf.words):
                        continue  # withheld in every copy made
                    raise SourceFault(f"{name}: the statement {key} is not marked in the text")
                kind = given["type"]
                said_on = given.get("date", record.head.get("date_meeting", record.head.get("date")))
                clause = "negative" if kind in {"negative_assurance", "refusal"} else "positive"
                standing = "planned" if given.get("mode", mode) == "planned" else "made"
                speakers, hearers = (
                    _voices(record, given) if "by" in given else (record.head.get("from", []), record.head.get("to", []))
                )
                yield {
                    "id": f"st-{name}-{key}",
                    "record": f"rec-{name}",
                    **_where(evidence),
                    "quote": self._whole_quote(name, key, evidence),
                    "type": kind,
                    "date": said_on,
                    "event": _joined("event", given.get("event")),
                    "speaker": self.parties(given.get("speaker", _bare(speakers))),
                    "on_behalf_of": self.parties(given.get("on_behalf_of", [])),
                    "addressee": self.parties(given.get("addressee", _bare(hearers))),
                    "topic": given.get("topic"),
                    "polarity": given.get("polarity", clause),
                    "condition": given.get("condition"),
                    "exception": given.get("exception"),
                    "scope": given.get("scope"),
                    "deadline": given.get("deadline"),
                    "strength": given.get("strength"),
                    "capacity": given.get("capacity", "authorised"),
                    "channel": given.get("channel", channel),
                    "depth": given.get("depth", depth),
                    "incomplete": self._is_cut(name, key),
                    "mode": given.get("mode", mode),
                    "reported_speaker": self.parties(given.get("reported_speaker", [])),
                    "inner_type": given.get("inner_type"),
                    "relations": [_relation(text) for text in given.get("relations", [])],
                    "status": given.get("status", standing),
                    "evidence": evidence,
                    **BY,
                }

    def _is_cut(self, record: str, key: str) -> bool:
        """Whether an excision cuts the statement in its fullest copy."""
        _, copy = min(self.copies[record], key=lambda pair: _hidden_words(pair[1]))
        return any(word.hidden and word.has(key) for page in copy.pages for word in page.leaf.words)

    # what stands above records ---------------------------------------------------------------------------------------

    def _events(self, references: Sequence[Row]) -> Iterator[Row]:
        for name, event in self.world.events.items():
            yield {
                "id": f"event-{name}",
                "kind": event["kind"],
                "date": event.get("date"),
                "place": event.get("place"),
                "participants": self.parties(event.get("participants", [])),
                "documented_by": [
                    f"rec-{r}" for r in self.copies if name in self.world.records[r].head.get("documents", [])
                ],
                "mentioned_in": [
                    row["id"] for row in references if row["target"] == {"kind": "event", "id": f"event-{name}"}
                ],
                "authority": None,
                **BY,
            }

    def _threads(self) -> Iterator[Row]:
        for thread in self.world.threads:
            records = [name for name in thread["records"] if name in self.copies]
            yield {
                "id": f"thread-{thread['id']}",
                "title": thread["title"],
                "records": [f"rec-{name}" for name in records],
                "replies": [
                    {"reply": f"rec-{row[0]}", "answers": _answered(row[1]), "reasons": [row[2]]}
                    for row in thread.get("replies", [])
                ],
                "unanswered": [f"rec-{name}" for name in thread.get("unanswered", [])],
                "missing": [f"want-{name}" for name in thread.get("missing", [])],
                "owed": [_statement_id(text) for text in thread.get("owed", [])],
            }

    def _wants(self, references: Sequence[Row]) -> Iterator[Row]:
        for number, (name, want) in enumerate(self.world.wants.items(), 1):
            on_sheet = self._everywhere(str(want["on_sheet"]), f"w:{name}") if want.get("on_sheet") in self.copies else []
            yield {
                "id": f"want-{name}",
                "number": f"W-{number}",
                "kind": want.get("kind", "document"),
                "type": want["type"],
                "date": want.get("date"),
                "from": self.parties(want.get("from", [])),
                "to": self.parties(want.get("to", [])),
                "place": want.get("place"),
                "identifier": want.get("identifier"),
                "mentioned_in": [row["id"] for row in references if row["target"] == {"kind": "want", "id": f"want-{name}"}],
                "on_withdrawal_sheet": on_sheet,
                "state": "open",
                "closed_by": None,
            }

    def _variants(self) -> Iterator[Row]:
        for name, pairs in self.copies.items():
            order = sorted(pairs, key=lambda pair: _released(pair[1]))
            for (old_made, old), (new_made, new) in pairwise(order):
                lifted = list(self._passages("lifted", old, new_made, new))
                withheld = list(self._passages("withheld", new, old_made, old))
                yield {
                    "record": f"rec-{name}",
                    "older": old.id,
                    "newer": new.id,
                    "passages": lifted + withheld,
                    "words_lifted": sum(len(row["text"].split()) for row in lifted),
                    "words_withheld": sum(len(row["text"].split()) for row in withheld),
                }

    def _passages(self, change: str, shut: MadeCopy, shown_made: MadeFile, shown: MadeCopy) -> Iterator[Row]:
        """What one copy withholds and the other shows: text, page and boxes where it is shown, codes where it is not."""
        for mark, excision in shut.table.get("withhold", {}).items():
            rows = self.evidence(shown, shown_made, mark)
            if rows:
                yield {
                    "change": change,
                    "text": " ".join(" ".join(row["quote"].split()) for row in rows),
                    "page": rows[0]["page"],
                    "boxes": [box for row in rows if row["page"] == rows[0]["page"] for box in row["boxes"]],
                    "exemptions": list(excision.get("codes", [])),
                }


def page_regions(text: PageText) -> list[Row]:
    """The regions of a page: marks gathered by their group, withheld rectangles, emblems."""
    groups: dict[tuple[str, str], list[list[Word]]] = {}
    for line in text.page.leaf.lines():
        for kind, group in dict.fromkeys((w.kind, w.group) for w in line if w.kind != "body"):
            groups.setdefault((kind, group), []).append([w for w in line if (w.kind, w.group) == (kind, group)])
    rows: list[Row] = []
    for (kind, _), lines in groups.items():
        words = "\n".join(" ".join(word.text for word in line) for line in lines)
        codes = [code for code in words.replace("\n", ", ").split(", ") if code] if kind == "exemption_code" else []
        rows.append(
            {
                "kind": kind,
                "box": text.page.box(union([w.box for line in lines for w in line])),
                "text": words,
                "code": codes,
                "fill": None,
            }
        )
    rows += [
        {"kind": "redaction", "box": text.page.box(w.box), "text": None, "code": list(w.codes), "fill": w.fill}
        for w in text.page.leaf.withheld
    ]
    rows += [
        {"kind": "figure", "box": text.page.box(box), "text": None, "code": [], "fill": None}
        for box in text.page.leaf.figures
    ]
    return rows


def reading_text(pages: Sequence[PageText], hand: bool = False) -> tuple[str, list[list[Any]]]:
    """A copy's text without furniture, paragraphs whole, broken words joined; and where each piece stands in its layer."""
    out, pieces = "", list[list[Any]]()
    previous: Word | None = None
    previous_line: tuple[int, int] | None = None
    # A block at the foot of page 1 is read last, so that the sentence it stands in is whole.
    entries = [(page, *entry) for page in pages for entry in page.words]
    for page, word, start, line in sorted(entries, key=lambda entry: entry[1].at_foot):
        if word.kind in FURNITURE and not (hand and word.kind == "handwriting"):
            continue
        text, here = word.text, (page.page.number, line)
        joint = ""
        if previous is not None:
            joint = " "
            if previous.block != word.block:
                joint = "\n\n"
            elif word.loose and previous_line != here:
                joint = "\n"
            elif _is_broken(previous) and previous_line != here:
                out, joint = out[:-1], ""
                pieces[-1][1] -= 1
        end = pieces[-1] if pieces else None
        if joint == " " and previous_line == here and end and end[4] is not None and end[4] + end[1] - end[0] + 1 == start:
            end[1] += 1 + len(text)
            out += joint + text
        else:
            if joint:
                pieces.append([len(out), len(out) + len(joint), page.made.id, page.page.number, None])
            out += joint
            pieces.append([len(out), len(out) + len(text), page.made.id, page.page.number, start])
            out += text
        previous, previous_line = word, here
    return out, pieces


def _is_broken(word: Word) -> bool:
    return word.text.endswith("-") and len(word.text) > 2 and word.text[-2].isalpha() and not word.loose


def words_rows(truth: Truth) -> Iterator[Row]:
    """The side file of word boxes: each visible word with its box, line and kind (`body` or the kind of its region)."""
    for (source, number), text in truth.pages.items():
        if text.page.has_frame:
            yield {
                "source": source,
                "file": text.made.path,
                "page": number,
                "words": [
                    {"text": w.text, "box": text.page.box(w.box), "line": line, "kind": w.kind, "start": start}
                    for w, start, line in text.words
                ],
            }


def extra_rows(truth: Truth) -> Iterator[Row]:
    """The side file of how pages were worn: severity (0 born digital, 1 light, 2 usual, 3 heavy), form, bits, language."""
    for (source, number), text in truth.pages.items():
        head = text.made.source.head
        record = truth.world.records[text.page.record].head
        yield {
            "source": source,
            "file": text.made.path,
            "page": number,
            "part": truth.world.part,
            "form": text.made.source.format,
            "severity": text.page.severity if text.page.has_frame else None,
            "dpi": head.get("dpi", 200),
            "bits": head.get("look", {}).get("bits", 8),
            "language": record.get("language", "en"),
        }


def _hidden_words(copy: MadeCopy) -> int:
    return sum(word.hidden for page in copy.pages for word in page.leaf.words)


def _redacted_share(copy: MadeCopy) -> float:
    """The area of the rectangles over the area of the pages."""
    leaves: list[Leaf] = [page.leaf for page in copy.pages]
    covered = sum((w.box[2] - w.box[0]) * (w.box[3] - w.box[1]) for leaf in leaves for w in leaf.withheld)
    return covered / sum(leaf.width * leaf.height for leaf in leaves)


def _released(copy: MadeCopy) -> str:
    release = (copy.table.get("release") or [{}])[-1]
    return str(release.get("release_date") or release.get("review_date") or "")


def _where(evidence: Sequence[Row]) -> Row:
    return {key: evidence[0][key] for key in ("source", "file", "page")}


def _joined(kind: str, name: str | None) -> str | None:
    return f"{kind}-{name}" if name else None


def _bare(texts: Sequence[str]) -> list[str]:
    return [str(text) for text in texts]


def _voices(record: RecordSource, given: Table) -> tuple[list[str], list[str]]:
    """Speaker and hearer by the letters that a record's `voices` table gives them; of two voices the other one hears."""
    voices = record.head.get("voices", {})
    if "by" not in given:
        return [], []
    others = [key for key in voices if key != given["by"]]
    hearer = given.get("hears", others[0] if len(others) == 1 else None)
    return [voices[given["by"]]], [voices[hearer]] if hearer else []


def _statement_id(text: str) -> str:
    record, key = text.split("#")
    return f"{'st' if key[0] == 's' else 'ref'}-{record}-{key}"


def _target(text: str | None) -> Row | None:
    """`record:NAME`, `event:NAME`, `want:NAME` or `statement:RECORD#s1`."""
    if text is None:
        return None
    kind, name = text.split(":", 1)
    if kind == "statement":
        return {"kind": kind, "id": _statement_id(name)}
    return {"kind": kind, "id": f"{ {'record': 'rec', 'event': 'event', 'want': 'want'}[kind] }-{name}"}


def _answered(text: str) -> str:
    return text.replace("want:", "want-") if text.startswith("want:") else f"rec-{text}"


def _relation(text: str) -> Row:
    """`reaffirms RECORD#s1`, `contradicts event:NAME`, `disputes RECORD#r2`."""
    kind, target = text.split(" ", 1)
    if target.startswith("event:"):
        joined = {"kind": "event", "id": f"event-{target[6:]}"}
    else:
        joined = {"kind": "statement" if target.split("#")[1][0] == "s" else "reference", "id": _statement_id(target)}
    return {"kind": kind, "target": joined, "state": "confirmed", "reasons": []}
