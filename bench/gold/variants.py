"""The gold of pairs: two releases of one record, one document under two numbers, and records that only look alike."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.rows import Row, copy_row, record_row, variant_row
from bench.gold.table import read_table
from bench.gold.texts import Text, content_range, make_text

SAME = {"variant": True, "duplicate_record": True, "negative": False}


def make_variants(shared: Path) -> Gold:
    gold = Gold(
        "variants",
        ("records", "variants"),
        notes=[
            "Which passages were lifted is not labelled (the candidates by rule are half right): only which copies belong "
            "together, and which release is compared with which. `variant_unsure` pairs are left out.",
            "Records that hang together by a pair go to one part.",
        ],
    )
    rows = [row for row in read_table(shared / "nara" / "variants.parquet") if row["label"] in SAME]
    texts: dict[str, tuple[Text, list[int]]] = {}
    ends: list[tuple[Row, str, str]] = []
    for row in rows:
        sides = []
        for side in "ab":
            text = make_text(f"{row[f'release_{side}']}_{row[f'record_{side}']}.txt", row[f"pages_{side}"])
            texts.setdefault(text.source, (text, list(row[f"rif_pages_{side}"] or ())))
            sides.append(text.source)
        if sides[0] != sides[1]:
            ends.append((row, sides[0], sides[1]))
    _write(gold, texts, ends)
    return gold


def _write(gold: Gold, texts: dict[str, tuple[Text, list[int]]], ends: list[tuple[Row, str, str]]) -> None:
    records = group_least((one, other) for row, one, other in ends if SAME[row["label"]])
    together = group_least((one, other) for _, one, other in ends)
    copies: dict[str, list[Row]] = {}
    names = _distinct_names(texts)
    for source, (text, forms) in texts.items():
        part = part_of(together.get(source, source))
        named = Text(names[source], text.pages, text.content)
        gold.add_text(named, part)
        first, last = content_range(len(named.pages), forms)
        copies.setdefault(records.get(source, source), []).append(copy_row(source, source, named.file, first, last))
    for least, held in copies.items():
        gold.add("records", record_row(f"record-{least[:16]}", held), part_of(together.get(least, least)))
    for row, one, other in ends:
        part = part_of(together[one])
        same = SAME[row["label"]]
        if not same and records.get(one, one) == records.get(other, other):
            continue  # by other pairs of the table they are one record
        gold.pairs.append((part, {"a": one, "b": other, "same": same, "group": row["label"]}))
        if row["label"] == "variant" and row["release_a"] != row["release_b"]:
            older, newer = (one, other) if row["release_a"] < row["release_b"] else (other, one)
            gold.add("variants", variant_row(f"record-{records[one][:16]}", older, newer), part)


def group_least(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The least name of all that hang together by pairs, by name."""
    above: dict[str, str] = {}

    def least(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for one, other in pairs:
        first, second = sorted((least(one), least(other)))
        above[second] = first
    return {name: least(name) for name in above}


def _distinct_names(texts: dict[str, tuple[Text, list[int]]]) -> dict[str, str]:
    """File names, told apart where two readings of one release differ."""
    used: dict[str, int] = {}
    names = {}
    for source, (text, _) in texts.items():
        used[text.file] = used.get(text.file, 0) + 1
        names[source] = text.file if used[text.file] == 1 else text.file.replace(".txt", f"_{used[text.file]}.txt")
    return names
