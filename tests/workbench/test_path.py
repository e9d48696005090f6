"""The whole path: files in, found, shown, corrected by a person, and still corrected after everything is made anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.errors import DecisionRefused, NeedsPassword, NotAllowed, NotFound
from chancery.model.viewer import OWNER, PUBLIC
from chancery.pipeline.executor import TaskResult
from chancery.pipeline.tasks import inspect
from chancery.workbench import Where, Workbench
from chancery.workbench.pages.asked import Asked, RecordAsked
from chancery.workbench.pages.deciding import DecisionAsked
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.record import RecordPage
from tests.workbench.conftest import Add
from tests.workbench.inline import InlineExecutor


def find(workbench: Workbench, words: str, viewer=OWNER):  # type: ignore[no-untyped-def]
    return workbench.find(Asked(words), viewer)


def letter(workbench: Workbench) -> RecordPage:
    (result,) = find(workbench, "harbour pilots Aldersholm").results
    assert result.record is not None
    return workbench.record(RecordAsked(result.record), OWNER)


def field(page: RecordPage, name: str) -> Finding:
    return next(finding for finding in page.findings if finding.name == name and finding.kind == "field")


def reference(page: RecordPage) -> Finding:
    return next(finding for finding in page.findings if finding.kind == "reference")


def test_a_letter_is_in_described_and_found(workbench: Workbench, add: Add, papers: Path) -> None:
    summary = add(papers)
    assert (summary.added, summary.held, summary.problems) == (2, 0, ())
    page = letter(workbench)
    assert field(page, "type").input == "letter"
    assert field(page, "date").input == "1973-01-09"
    assert field(page, "to").text == "Danil Vesk"
    assert field(page, "releases.case").text == "200401187"
    assert field(page, "releases.review_date").input == "2009-06-17"
    assert reference(page).input == "1972-12-29"
    assert all(finding.why for finding in page.findings)


def test_every_place_quotes_its_page_exactly(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    page = letter(workbench)
    for finding in page.findings:
        for place in finding.places:
            layer = workbench.archive.reading(place.source, place.page).layer
            assert layer is not None
            assert layer.text[place.start : place.end] == place.quote


def test_the_same_bytes_again_change_nothing_but_the_places_of_origin(
    workbench: Workbench, add: Add, papers: Path, tmp_path: Path
) -> None:
    add(papers)
    before = workbench.archive.counts(OWNER)
    copy = tmp_path / "copy.txt"
    copy.write_bytes((papers / "letter.txt").read_bytes())
    summary = add(copy)
    assert (summary.added, summary.held) == (0, 1)
    assert workbench.archive.counts(OWNER) == before
    assert workbench.source(letter(workbench).copy.source, OWNER).origins == ("letter.txt", "copy.txt")


def test_a_correction_redates_what_hangs_on_it_and_outlives_a_rebuild(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    date = field(letter(workbench), "date")
    workbench.decide(
        DecisionAsked("corrected", "M. Aurell", date.id, value="1975-01-09", note="seen on the original"), OWNER
    )
    assert reference(letter(workbench)).input == "1974-12-29"
    workbench.rebuild(lambda _: None, threading.Event())
    page = letter(workbench)
    held = field(page, "date")
    assert (held.id, held.input, held.state) == (date.id, "1975-01-09", "corrected")
    assert held.decision is not None
    assert held.decision.who == "M. Aurell"
    assert reference(page).input == "1974-12-29"
    (result,) = find(workbench, "date:1975 pilots").results
    assert result.record == page.id


def test_what_was_rejected_stays_rejected_and_undo_brings_it_back(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    spoken = reference(letter(workbench))
    workbench.decide(DecisionAsked("rejected", "M. Aurell", spoken.id), OWNER)
    workbench.rebuild(lambda _: None, threading.Event())
    assert reference(letter(workbench)).state == "rejected"
    workbench.decide(DecisionAsked("withdrawn", "M. Aurell", spoken.id), OWNER)
    back = reference(letter(workbench))
    assert (back.id, back.state, len(back.history)) == (spoken.id, "found", 2)


def test_a_field_the_machine_missed_is_added_with_its_words(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    page = letter(workbench)
    workbench.judge(
        page.id, "add", "Kastrov", field="place", where=Where(quote="Kastrov."), note="", who="M. Aurell", viewer=OWNER
    )
    added = field(letter(workbench), "place")
    assert (added.text, added.state, added.places[0].quote) == ("Kastrov", "added", "Kastrov.")


@pytest.mark.parametrize(
    ("name", "value", "words"), [("date", "soon", "no date"), ("type", "missive", "no record type"), ("date", "", "empty")]
)
def test_a_value_that_does_not_fit_is_refused(
    workbench: Workbench, add: Add, papers: Path, name: str, value: str, words: str
) -> None:
    add(papers)
    finding = field(letter(workbench), name)
    with pytest.raises(DecisionRefused, match=words):
        workbench.decide(DecisionAsked("corrected", "M. Aurell", finding.id, value=value), OWNER)


def test_a_printed_date_is_taken_as_edtf(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    finding = field(letter(workbench), "date")
    workbench.decide(DecisionAsked("corrected", "M. Aurell", finding.id, value="9 February 1973"), OWNER)
    assert field(letter(workbench), "date").input == "1973-02-09"


def test_what_is_closed_is_nowhere_for_who_may_not_see_it(
    workbench: Workbench, add: Add, papers: Path, tmp_path: Path
) -> None:
    add(papers)
    page = letter(workbench)
    workbench.set_access(page.copy.source, "closed")
    seen = find(workbench, "garrison", PUBLIC)
    assert [result.record for result in seen.results] != []
    assert page.id not in [result.record for result in seen.results]
    assert find(workbench, "Aldersholm", PUBLIC).records == 0
    assert find(workbench, "Aldersholm", OWNER).records == 1
    for ask in (
        lambda: workbench.record(RecordAsked(page.id), PUBLIC),
        lambda: workbench.source(page.copy.source, PUBLIC),
        lambda: workbench.page(page.copy.source, 1, Asked(), PUBLIC),
        lambda: workbench.words(page.copy.source, 1, PUBLIC),
        lambda: workbench.finding(field(page, "date").id, PUBLIC),
    ):
        with pytest.raises(NotFound):
            ask()
    assert workbench.home(PUBLIC).records == 1
    workbench.export_dump(tmp_path / "dump", viewer=PUBLIC, records=(), as_of=None)
    said = b"".join(path.read_bytes() for path in (tmp_path / "dump").iterdir())
    assert b"Aldersholm" not in said
    assert b"Torvane" not in said
    assert page.copy.source.encode() not in said
    assert b"lantern" in said


def test_a_removed_source_is_gone_and_can_come_back(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    page = letter(workbench)
    workbench.decide(DecisionAsked("confirmed", "M. Aurell", field(page, "date").id), OWNER)
    workbench.remove(page.copy.source, who="M. Aurell", why="given back")
    assert find(workbench, "Aldersholm").records == 0
    assert [held.place for held in workbench.decisions(OWNER)] == ["lost"]
    add(papers)
    assert letter(workbench).id == page.id
    assert field(letter(workbench), "date").state == "confirmed"


def test_verify_finds_nothing_wrong_after_all_this(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    workbench.decide(DecisionAsked("corrected", "M. Aurell", field(letter(workbench), "date").id, value="1975-01-09"), OWNER)
    workbench.rebuild(lambda _: None, threading.Event())
    assert list(workbench.verify()) == []


def test_a_stopped_run_keeps_what_is_in_and_goes_on(workbench: Workbench, add: Add, papers: Path) -> None:
    stop = threading.Event()
    stop.set()
    from chancery.workbench import AddOptions

    summary = workbench.add([papers], AddOptions(), lambda _: None, stop)
    assert summary.stopped
    add(papers)
    assert letter(workbench).id
    assert list(workbench.verify()) == []


def test_the_manifest_says_what_the_page_does_not(workbench: Workbench, add: Add, papers: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "list.csv"
    manifest.write_text("file,date,title,box\nreport.txt,1973-02,On the harbour,14\nletter.txt,1999-01-01,,14\n")
    add(papers, manifest=manifest)
    (result,) = find(workbench, "lantern mole").results
    assert result.date is not None
    assert result.date.edtf == "1973-02"
    assert result.record is not None
    report = workbench.record(RecordAsked(result.record), OWNER)
    assert "list" in field(report, "date").why[-1]
    assert field(letter(workbench), "date").input == "1973-01-09"
    assert field(letter(workbench), "holding.box").text == "14"


def test_the_archive_bears_the_name_it_is_given(workbench: Workbench) -> None:
    assert workbench.name == "archive"
    (workbench.settings.archive / "settings.toml").write_text('name = "Varn Strait papers"')
    assert workbench.name == "Varn Strait papers"
    (workbench.settings.archive / "settings.toml").write_text("name = [")
    assert workbench.name == "archive"


class LockedExecutor(InlineExecutor):
    """As if every file were encrypted with the password `harbour`."""

    def wait(self) -> Iterator[TaskResult]:
        task = self._waiting[0]
        if task.function is inspect and task.argument.opening.password != "harbour":
            self._waiting.popleft()
            yield TaskResult(task, error=NeedsPassword("it needs a password", remedy="Give it with --password-file."))
        else:
            yield from super().wait()


def test_a_rebuild_without_the_password_keeps_what_was_read_with_it(
    workbench: Workbench, add: Add, papers: Path, tmp_path: Path
) -> None:
    workbench.make_executor = lambda _: LockedExecutor()
    passwords = tmp_path / "passwords.txt"
    passwords.write_text("wrong\nharbour\n")
    assert add(papers, password_file=passwords).problems == ()
    summary = workbench.rebuild(lambda _: None, threading.Event())
    assert [problem.code for problem in summary.problems] == ["needs_password", "needs_password"]
    assert field(letter(workbench), "date").input == "1973-01-09"
    assert workbench.rebuild(lambda _: None, threading.Event(), password_file=passwords).problems == ()
    assert list(workbench.verify()) == []


def test_the_file_itself_goes_only_to_who_may_see_all_of_it(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    source = letter(workbench).copy.source
    assert workbench.original(source, PUBLIC).path.read_bytes() == (papers / "letter.txt").read_bytes()
    assert workbench.original(source, PUBLIC).name == "letter.txt"
    workbench.set_access(source, "closed", page_number=1)
    with pytest.raises((NotAllowed, NotFound)):
        workbench.original(source, PUBLIC)
    assert workbench.original(source, OWNER).name == "letter.txt"
