"""Makes the authority file's compact facts from the tables of the Office of the Historian.

    python scripts/make_authority.py TABLES [--out src/chancery/link/facts]

TABLES holds `people.parquet` and `offices.parquet` (HistoryAtState/people, pocom and visits; public domain in the United
States, CC0 elsewhere). Only facts are carried over: names, years, offices with their days, and the posts that a person is
noted with; the same tables give the same bytes. Needs `pyarrow`.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
from nameparser import HumanName

from chancery.link.authority import index_surnames

MOST_POSTS = 3
LONGEST_POST = 120
# frus1969-76v22, frus1952-54v09p1, frus1945Berlinv02: the years of the volume that names a person
VOLUME_YEARS = re.compile(r"frus(\d{4})(?:-(\d{2}))?")
VISITS = re.compile(r"Visited U\.S\.[^,]*, (\d{4})(?:[–-](\d{4}))?")
LEADER = re.compile(r"([A-Z][\w ]+), ([\w .'-]+?)\. Visited U\.S\.[^,]*, (\d{4})(?:[–-](\d{4}))?")
SERVICE = re.compile(r"^(?:Non-career appointee|Foreign Service [Oo]fficer|Career \w+)\.\s*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/chancery/link/facts"))
    arguments = parser.parse_args()
    people = parquet.read_table(arguments.tables / "people.parquet").to_pylist()
    offices = parquet.read_table(arguments.tables / "offices.parquet").to_pylist()
    presidents = _presidents(people, offices)
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = [_person(row) for row in people]
    _write(arguments.out / "people.tsv.gz", rows)
    surnames = index_surnames((row[0], row[1].split("|")) for row in rows)
    _write(arguments.out / "surnames.tsv.gz", ((key, *surnames[key]) for key in sorted(surnames)))
    _write(arguments.out / "offices.tsv.gz", [*_offices(offices, presidents), *_leaders(people)])


def _person(row: dict[str, Any]) -> tuple[str, ...]:
    # A preferred name without a comma is printed in its own order (`Mao Zedong`, `Abdullah II`); so are its likes.
    turned = "," in row["preferred"]
    names = [row["preferred"], *(_inverted(name) if turned else name for name in row["variants"] if name)]
    names = list(dict.fromkeys(re.sub(r"\s+", " ", name).strip(" ,") for name in names))
    years = [year for volume in row["frus_volume_ids"] for year in _volume_years(volume)]
    for remark in row["remarks"]:
        if match := VISITS.search(remark):
            years.extend(int(year) for year in match.groups() if year)
    return (
        row["id"], "|".join(names), row["birth_year"] or "", row["death_year"] or "", str(row["frus_volumes"]),
        str(min(years)) if years else "", str(max(years)) if years else "", "|".join(_posts(row["remarks"])),
    )  # fmt: skip


def _inverted(name: str) -> str:
    """`William J. Clinton` as `Clinton, William J.`; what has its comma, or one word, stays."""
    name = re.sub(r"\s+", " ", name).strip(" ,")
    if "," in name or " " not in name:
        return name
    parsed = HumanName(name)
    if not parsed.last or not (parsed.first or parsed.title):
        return name
    given = " ".join(part for part in (parsed.title, parsed.first, parsed.middle) if part)
    return f"{parsed.last}, {given}" + (f", {parsed.suffix}" if parsed.suffix else "")


def _volume_years(volume: str) -> Iterable[int]:
    match = VOLUME_YEARS.match(volume)
    if match is not None:
        first = int(match[1])
        yield first
        if match[2]:
            yield first - first % 100 + int(match[2]) + (100 if int(match[2]) < first % 100 else 0)


def _posts(remarks: Iterable[str]) -> Iterable[str]:
    for remark in list(remarks)[:MOST_POSTS]:
        post = SERVICE.sub("", re.sub(r"[\s|]+", " ", remark)).strip()
        if post and not post.startswith("see "):
            yield post if len(post) <= LONGEST_POST else post[:LONGEST_POST].rsplit(" ", 1)[0]


def _presidents(people: list[dict[str, Any]], offices: list[dict[str, Any]]) -> dict[str, str]:
    """Ids of the presidents, most of whom stand in the table of offices without one: by surname, forename, year of birth."""
    found: dict[str, str] = {}
    for office in offices:
        if office["kind"] == "president" and not office["person_id"]:
            name = HumanName(office["name"])
            same = [row for row in people if _begins(row, f"{name.last}, {name.first}") and _fits(row, office)]
            exact = [row for row in same if _letters(f"{name.last} {name.first} {name.middle}") in _spellings(row)]
            if len(exact or same) == 1:
                found[office["person_slug"]] = (exact or same)[0]["id"]
    return found


def _begins(row: dict[str, Any], start: str) -> bool:
    return any(_letters(name).startswith(_letters(start)) for name in [row["preferred"], *row["variants"]])


def _fits(row: dict[str, Any], office: dict[str, Any]) -> bool:
    noted = any("President of the United States" in remark for remark in row["remarks"])
    return noted or (row["birth_year"] is not None and row["birth_year"] == office["birth_year"])


def _spellings(row: dict[str, Any]) -> set[str]:
    return {_letters(name) for name in [row["preferred"], *row["variants"]]}


def _letters(name: str) -> str:
    return re.sub(r"\W", "", name).lower()


def _offices(offices: list[dict[str, Any]], presidents: dict[str, str]) -> Iterable[tuple[str, ...]]:
    for row in offices:
        person = row["person_id"] or presidents.get(row["person_slug"])
        if person and row["start"]:
            place = "" if row["kind"] == "principal" else row["country_or_org"] or ""
            yield person, row["kind"], row["role"], place, row["start"], row["end"] or ""


def _leaders(people: list[dict[str, Any]]) -> Iterable[tuple[str, ...]]:
    """Posts of leaders who visited: `President, Russia. Visited U.S. 5 times, 1992-1997`; the years are of the visits."""
    for row in people:
        for remark in row["remarks"]:
            match = LEADER.match(remark)
            if match:
                yield row["id"], "leader", match[1].strip(), match[2].strip().lower(), match[3], match[4] or match[3]


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    text = "".join("\t".join(value.replace("\t", " ") for value in row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stdout.write(f"{path}: {text.count(chr(10))} rows, {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
