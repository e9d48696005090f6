"""What awaits a person is known to lists, the least sure first, until somebody decides."""

from __future__ import annotations

from dataclasses import replace

from chancery.archive import Archive
from chancery.model.decision import Subject
from chancery.model.record import Field, FieldValue
from chancery.model.viewer import OWNER, PUBLIC
from tests.archive.papers import Paper, letter

SURE = {"date": 0.4, "from": 0.6, "to": 0.95}


class Unsure(Paper):
    """A letter whose date and writer the machine doubts."""

    def field(self, name: str, value: FieldValue, words: str, number: int) -> Field:
        return replace(super().field(name, value, words, number), confidence=SURE.get(name, 0.9))


def unsure(archive: Archive) -> Paper:
    plain = letter(archive)
    return Unsure(archive, plain.pages, found=plain.found)


def test_a_doubted_date_and_party_wait_until_a_person_decides(archive: Archive) -> None:
    (copy,) = unsure(archive).add()
    assert archive.doubted("date", OWNER) == ((copy.id, 0.4),)
    assert archive.doubted("party", OWNER) == ((copy.id, 0.6),)
    assert archive.doubted("date", OWNER, after=(0.4, copy.id)) == ()
    assert archive.count_doubted("party", OWNER) == 1
    date = next(each for each in archive.fields(copy.id, OWNER) if each.name == "date")
    assert date.awaits_review
    archive.decide(Subject("field", date.id, "date"), "confirmed", who="Ann")
    assert archive.doubted("date", OWNER) == ()
    assert archive.count_doubted("date", OWNER) == 0


def test_what_waits_on_a_closed_copy_waits_for_nobody_else(archive: Archive) -> None:
    (copy,) = unsure(archive).add()
    assert archive.count_doubted("date", PUBLIC) == 1
    archive.set_access(copy.id, "closed")
    assert archive.count_doubted("date", PUBLIC) == 0
    assert archive.count_doubted("date", OWNER) == 1
