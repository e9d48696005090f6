"""The commands as a person or a script uses them: words in, words or JSON out, exit codes that can be relied on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chancery.cli import main
from chancery.cli.door import COMMANDS, EXIT_CODES
from tests.workbench.conftest import LETTER, REPORT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two text files and one file that is nothing, made by the command itself."""
    folder = tmp_path_factory.mktemp("cli")
    papers = folder / "papers"
    papers.mkdir()
    (papers / "letter.txt").write_text(LETTER)
    (papers / "report.txt").write_text(REPORT)
    (papers / "nothing.pdf").write_bytes(b"")
    with pytest.raises(SystemExit) as ended:
        main(["add", str(papers), "--archive", str(folder / "archive"), "--workers", "1"])
    assert ended.value.code == 1
    return folder / "archive"


@pytest.fixture
def run(archive: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*words, "--archive", str(archive)])
        said = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, said.out, said.err

    return run


def record_of(run: Run) -> str:
    code, out, _ = run("search", "Aldersholm", "--json")
    assert code == 0
    record: str = json.loads(out)["results"][0]["record"]
    return record


def shown(run: Run, record: str) -> Any:
    return json.loads(run("show", record, "--json")[1])


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert "Usage: chancery" in capsys.readouterr().out


def test_an_empty_file_is_named_with_what_to_do_and_the_rest_is_in(run: Run) -> None:
    code, out, _ = run("status", "--json")
    status = json.loads(out)
    assert (code, status["records"], status["problems"]) == (0, 2, 1)


def test_search_says_how_it_read_the_query(run: Run) -> None:
    code, out, _ = run("search", "garrison", "AND", "pilots")
    assert code == 0
    assert out.startswith("Read as: ")
    assert "Elias" in out


def test_a_query_that_cannot_be_read_gets_a_sentence_and_a_code(run: Run) -> None:
    code, out, err = run("search", "date:soon")
    assert code == 2
    assert "Traceback" not in out + err
    assert "date" in err


def test_search_gives_csv(run: Run) -> None:
    code, out, _ = run("search", "garrison", "--csv")
    assert code == 0
    head, *rows = out.splitlines()
    assert head.startswith("id,kind,type,date")
    assert len(rows) == 2


def test_a_finding_is_corrected_explained_and_taken_back(run: Run) -> None:
    record = record_of(run)
    date = next(finding for finding in shown(run, record)["findings"] if finding["name"] == "date")
    code, out, _ = run("decide", date["id"], "correct", "1975-01-09", "--who", "M. Aurell", "--note", "seen", "--json")
    assert code == 0
    decision = json.loads(out)
    code, out, _ = run("explain", date["id"])
    assert "9 January 1975" in out
    assert "corrected" in out
    assert "M. Aurell" in out
    assert run("undo", decision["id"], "--who", "M. Aurell")[0] == 0
    assert "9 January 1973 (1973-01-09)" in run("explain", date["id"])[1]


def test_who_decides_is_remembered_at_this_archive(run: Run) -> None:
    record = record_of(run)
    kind = next(finding for finding in shown(run, record)["findings"] if finding["name"] == "type")
    assert run("decide", kind["id"], "confirm", "--who", "M. Aurell")[0] == 0
    assert run("undo", kind["id"])[0] == 0


def test_what_is_not_there_is_said_with_code_3(run: Run) -> None:
    code, _, err = run("show", "r0000000000000000")
    assert code == 3
    assert err.startswith("chancery: r0000000000000000")


def test_an_absent_archive_is_said_with_code_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["status", "--archive", str(tmp_path / "none")])
    assert ended.value.code == 4
    assert "chancery add" in capsys.readouterr().err


def test_errors_are_json_where_a_program_asks(run: Run) -> None:
    code, out, _ = run("show", "r0000000000000000", "--json")
    assert code == 3
    assert json.loads(out)["error"]["code"] == "not_found"


def test_verify_backup_and_dump_work_together(run: Run, tmp_path: Path) -> None:
    assert run("verify")[0] == 0
    assert run("backup", str(tmp_path / "backup"))[0] == 0
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--archive", str(tmp_path / "backup")])
    assert ended.value.code == 0
    assert run("export", "dump", str(tmp_path / "dump"))[0] == 0
    head = json.loads((tmp_path / "dump" / "dump.json").read_text())
    assert head["counts"]["records.jsonl"] == 2


def test_pages_are_exported_with_their_citation(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "pages.pdf"
    code, said, _ = run("export", "pages", record_of(run), "--pdf", str(out))
    assert (code, out.read_bytes()[:5]) == (0, b"%PDF-")
    assert "1 page written" in said


def test_decisions_travel_between_archives(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "decisions.jsonl"
    assert run("decisions", "export", str(book))[0] == 0
    code, out, _ = run("decisions", "import", str(book), "--json")
    assert code == 0
    assert json.loads(out)["new"] == 0


def test_people_are_listed_shown_and_decided_on(run: Run) -> None:
    page = json.loads(run("people", "vesk", "--json")[1])
    (line,) = page["people"]
    assert f"{line['id']}  Vesk, Danil  1 record" in run("people", "vesk")[1]
    code, out, _ = run("show", line["id"])
    assert code == 0
    assert "Danil Vesk (1)" in out
    finding = json.loads(run("show", line["id"], "--json")[1])["rows"][0]["finding"]
    code, out, _ = run("decide", line["id"], "reject", finding, "--who", "Ann")
    assert (code, "Take it back with" in out) == (0, True)
    decision = out.split()[-1]
    assert json.loads(run("people", "vesk", "--json")[1])["people"][0]["id"] != line["id"]
    assert run("undo", decision, "--who", "Ann")[0] == 0
    assert json.loads(run("people", "vesk", "--json")[1])["people"][0]["id"] == line["id"]
    assert run("decide", line["id"], "merge", line["id"], "--who", "Ann")[0] == 2
    assert run("decide", "f0123456789abcdef", "pick", "--who", "Ann")[0] == 2


def test_completion_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["completion", "bash"])
    assert "_CHANCERY_COMPLETE" in capsys.readouterr().out


def test_exit_codes_are_all_explained() -> None:
    assert set(EXIT_CODES) == {0, 1, 2, 3, 4, 5, 130}
