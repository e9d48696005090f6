"""Killed at random moments: `python -m bench.kill --kills 200 --log FILE`.

A folder of every kind of file is added and killed (SIGKILL) at a random moment; then the same with `rebuild`; then with a new
archive. After each kill `verify` must be clean, and no source, record or decision that was held may be gone or doubled. The
run is taken up until it ends by itself; then the archive must say what one says that was never killed. People decide in
between. With `--log` every kill is a line of a file, and a measurement that was stopped goes on with the next round.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Literal

from bench.inputs import write_many_kinds
from bench.machine import describe_machine
from bench.program import environment, find_tree, is_worker, run, start
from chancery.errors import ArchiveMissing
from chancery.model.viewer import OWNER
from chancery.settings import read_settings
from chancery.workbench import Workbench
from chancery.workbench.judging import Where

# What must be the same however often the run was killed; public ids and times are given when a thing is first seen.
COMPARED = (
    "sources.jsonl", "pages.jsonl", "texts.jsonl", "records.jsonl", "regions.jsonl", "references.jsonl", "decisions.jsonl",
)  # fmt: skip
GIVEN = frozenset({"id", "record", "copy", "target", "candidates", "finding", "at", "added"})
PASSWORD = "harbour"
# Decisions that are made as soon as the letter is in, however far the rest is: the file, and the date it is given.
DECIDED = {f"letter-{number:03}.pdf": f"1970-01-{number + 1:02}" for number in range(0, 8, 2)}
NOTHING_MORE = 5000  # attempts after which a command that never ends by itself is given up

Target = Literal["tree", "main", "worker"]


@dataclass(slots=True)
class Kill:
    """One kill: in which round, during which command, after how many seconds, what was killed, and what was found after."""

    round: int
    command: str
    seconds: float
    target: Target
    faults: list[str] = field(default_factory=list)
    harmless: list[str] = field(default_factory=list)
    sources: int = 0
    ended: bool = False  # the command ended by itself before, or in spite of the kill


@dataclass(frozen=True, slots=True)
class Held:
    """What an archive holds, as far as it must never be gone again."""

    sources: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a run does that nobody kills: how long its commands take, and what the archive then says."""

    seconds: dict[str, float]
    contents: dict[str, Counter[str]]


class Trial:
    """One archive that is added to, killed, rebuilt and killed, until both commands have ended by themselves."""

    def __init__(self, number: int, archive: Path, inputs: Path, password: Path, random: Random, log: Log) -> None:
        self.number = number
        self.archive = archive
        self.random = random
        self.log = log
        self.words = {
            "add": ("add", str(inputs), "--password-file", str(password), "--workers", "2"),
            "rebuild": ("rebuild", "--password-file", str(password), "--workers", "2"),
        }
        self.held = Held()

    def run(self, undisturbed: Undisturbed) -> None:
        for command in ("add", "rebuild"):
            before = self.held
            for _ in range(NOTHING_MORE):
                if self.kill_once(command, undisturbed.seconds[command]):
                    break
            self.end(command, before, undisturbed)

    def kill_once(self, command: str, whole: float) -> bool:
        """Run the command and kill it at a random moment of what is left to do; True where it came to its end."""
        chosen: Target = self.random.choices(("tree", "main", "worker"), (5, 3, 2))[0]
        kill = Kill(self.number, command, round(self.random.uniform(0.1, whole * 1.1), 2), chosen)
        process = start(self.archive, *self.words[command])
        if not _ended(process, kill.seconds):
            if chosen == "worker":
                kill_worker(process, self.random)
            else:
                kill_program(process, whole_tree=chosen == "tree")
                process.wait()
        code = process.poll()
        if chosen == "worker" and code is None:
            code = process.wait()  # the run goes on without the worker, and must lose nothing
        kill.ended = code in (0, 1)
        if code is not None and code > 1:
            kill.faults.append(f"the program ended with {code}")
        self.check(kill)
        self.log.add(kill)
        return kill.ended

    def check(self, kill: Kill) -> None:
        """Verify, and compare what is held with what was held before."""
        bench = _open(self.archive)
        if bench is None:
            if self.held.sources:
                kill.faults.append("the archive is gone")
            return
        try:
            for fault in bench.verify():
                told = f"{fault.code}: {fault.where}: {fault.message}"
                (kill.harmless if fault.harmless else kill.faults).append(told)
            now = _held(bench)
            kill.faults.extend(_lost(self.held, now))
            kill.sources = sum(now.sources.values())
            unfinished = bench.archive.counts(OWNER).unfinished
            if kill.ended and unfinished:
                kill.faults.append(f"the command ended, and {unfinished} sources are not finished")
            decide(bench)
            self.held = _held(bench)
        finally:
            bench.close()

    def end(self, command: str, before: Held, undisturbed: Undisturbed) -> None:
        """What the archive says when the command has ended by itself must be what one says that was never killed."""
        kill = Kill(self.number, f"{command}, at its end", 0.0, "tree", ended=True)
        bench = _open(self.archive)
        if bench is None:
            raise SystemExit("an archive that was added to is not there")
        try:
            decide(bench)
            kill.faults.extend(f"{fault.where}: {fault.message}" for fault in bench.verify() if command == "rebuild")
            kill.faults.extend(_lost(before, _held(bench)))
            lost = sum(1 for _ in bench.decisions(OWNER, lost=True))
            if lost:
                kill.faults.append(f"{lost} decisions lost their place")
            if left := [path.name for path in bench.archive.spool_folder().iterdir()]:
                kill.faults.append(f"the spool holds {len(left)} things: {left[:3]}")
        finally:
            bench.close()
        said = contents(self.archive)
        for name in COMPARED:
            if said[name] != undisturbed.contents[name]:
                missing, more = undisturbed.contents[name] - said[name], said[name] - undisturbed.contents[name]
                kill.faults.append(f"{name} lacks {[*missing.elements()][:2]} and has {[*more.elements()][:2]}")
        self.held = Held(self.held.sources, self.held.records, self.held.decisions)
        self.log.add(kill)


class Log:
    """Every kill, in memory and as a line of a file."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.kills: list[Kill] = []
        if file is not None and file.exists():
            with file.open(encoding="utf-8") as lines:
                self.kills = [Kill(**json.loads(line)) for line in lines]

    def add(self, kill: Kill) -> None:
        self.kills.append(kill)
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(kill), ensure_ascii=False) + "\n")
        if kill.faults:
            print(f"round {kill.round}, {kill.command}, {kill.target} after {kill.seconds} s: {kill.faults}", flush=True)

    @property
    def count(self) -> int:
        """How often a running command was killed."""
        return sum(1 for kill in self.kills if _is_kill(kill))

    @property
    def rounds(self) -> int:
        return max((kill.round for kill in self.kills), default=0)


def main() -> None:
    """Kill until the number is reached; prints a table and ends with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=5, help="letters as PDF, and as many as text, among the inputs")
    parser.add_argument("--scanned", type=int, default=1, help="scanned pages among the inputs")
    parser.add_argument("--log", type=Path, help="a file of JSON lines, one a kill; an existing one is gone on with")
    said = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="chancery-kill-"))
    log = Log(said.log)
    started = time.monotonic()
    try:
        inputs, password = work / "inputs", work / "password"
        password.write_text(f"{PASSWORD}\n", encoding="utf-8")
        count = write_many_kinds(inputs, said.files, said.scanned, PASSWORD, seed=4)
        undisturbed = run_undisturbed(work / "whole", inputs, password, count)
        add, rebuild = undisturbed.seconds.values()
        print(f"{count} sources; undisturbed, add takes {add:.1f} s and rebuild {rebuild:.1f} s", flush=True)
        while log.count < said.kills:
            number = log.rounds + 1
            archive = work / f"round-{number}"
            Trial(number, archive, inputs, password, Random(said.seed * 100_000 + number), log).run(undisturbed)
            shutil.rmtree(archive)
            print(f"{log.count} kills in {number} rounds, {time.monotonic() - started:.0f} s", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(describe_machine())
    print_table(log)
    raise SystemExit(1 if any(kill.faults for kill in log.kills) else 0)


def print_table(log: Log) -> None:
    print("\n| command | whole tree | main process alone | a worker | ended before its kill |\n|---|---|---|---|---|")
    for name in ("add", "rebuild"):
        mine = [kill for kill in log.kills if kill.command == name]
        counts = [
            sum(1 for kill in mine if kill.target == target and _is_kill(kill)) for target in ("tree", "main", "worker")
        ]
        print(f"| {name} | {counts[0]} | {counts[1]} | {counts[2]} | {sum(not _is_kill(kill) for kill in mine)} |")
    harmless = Counter(told.partition(":")[0] for kill in log.kills for told in kill.harmless)
    print(f"\n{log.count} kills in {log.rounds} rounds. Harmless, and said: {dict(harmless) or 'nothing'}")
    faults = [(kill, told) for kill in log.kills for told in kill.faults]
    print(f"Faults: {len(faults)}")
    for kill, told in faults:
        print(f"- round {kill.round}, {kill.command}, {kill.target} after {kill.seconds} s: {told}")


def run_undisturbed(archive: Path, inputs: Path, password: Path, count: int) -> Undisturbed:
    """Both commands to their end, with the decisions that people make in between."""
    words = ("--password-file", str(password), "--workers", "2")
    times = [time.monotonic()]
    summary = run(archive, "add", inputs, *words, may_end_with=(0, 1))
    times.append(time.monotonic())
    if summary["added"] != count:
        raise SystemExit(f"{summary['added']} of {count} sources are in: the inputs or the program are wrong")
    bench = _open(archive)
    if bench is None:
        raise SystemExit("the archive was not made")
    decide(bench)
    bench.close()
    times.append(time.monotonic())
    run(archive, "rebuild", *words, may_end_with=(0, 1))
    times.append(time.monotonic())
    seconds = {"add": times[1] - times[0], "rebuild": times[3] - times[2]}
    return Undisturbed(seconds, contents(archive))


def decide(bench: Workbench) -> None:
    """Correct the dates of the letters that are to be corrected, are in, and were not yet."""
    for source in list(bench.archive.sources(OWNER)):
        date = DECIDED.get(source.file)
        for copy in bench.archive.copies_of(source.id, OWNER) if date is not None else ():
            for finding in bench.archive.fields(copy.id, OWNER):
                if finding.name == "date" and finding.state == "found":
                    bench.judge(
                        finding.id, "correct", date, field=None, where=Where(), note="", who="Ann", viewer=OWNER
                    )  # fmt: skip


def kill_program(process: subprocess.Popen[bytes], *, whole_tree: bool) -> None:
    """End the program at once: with its workers, as a power cut does, or alone, as the system does when memory is short."""
    tree = find_tree(process.pid)
    if whole_tree:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    # Workers must see that they are alone and end; only then is the next command a fair one.
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(is_alive(each) for each in tree):
        time.sleep(0.02)
    for each in tree:
        if is_alive(each):
            print(f"worker {each} outlived the program by a minute", flush=True)
            os.kill(each, signal.SIGKILL)


def kill_worker(process: subprocess.Popen[bytes], random: Random) -> None:
    """End one worker, as the system does when memory is short; nothing where none has been started yet."""
    workers = [each for each in find_tree(process.pid) if is_worker(each)]
    if workers:
        os.kill(random.choice(workers), signal.SIGKILL)


def is_alive(process: int) -> bool:
    """Whether the process runs (one that has ended and was not yet waited for does not)."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def _is_kill(kill: Kill) -> bool:
    return not kill.command.endswith("end") and (not kill.ended or kill.target == "worker")


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _open(archive: Path) -> Workbench | None:
    """The archive as the room opens it; None where a run was killed before it was made."""
    try:
        return Workbench.open(replace(read_settings(environment()), archive=archive))
    except ArchiveMissing:
        return None


def _held(bench: Workbench) -> Held:
    archive = bench.archive
    sources = [source.id for source in archive.sources(OWNER)]
    copies = [copy for source in sources for copy in archive.copies_of(source, OWNER)]
    return Held(
        Counter(sources),
        Counter(copy.record for copy in copies),
        Counter(held.decision.id for held in bench.decisions(OWNER)),
    )


def _lost(before: Held, now: Held) -> Iterator[str]:
    for what in ("sources", "records", "decisions"):
        was, there = getattr(before, what), getattr(now, what)
        yield from (f"{what}: {name} was held and is gone" for name in was - there)
        yield from (f"{what}: {name} is held {count} times" for name, count in there.items() if count > 1)


def contents(archive: Path) -> dict[str, Counter[str]]:
    """The rows of a dump, without what an archive gives by itself."""
    dump = archive.with_name(f"{archive.name}-dump")
    run(archive, "export", "dump", dump)
    try:
        return {name: Counter(json.dumps(strip(row), sort_keys=True) for row in rows(dump / name)) for name in COMPARED}
    finally:
        shutil.rmtree(dump)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def strip(value: Any) -> Any:
    """A row without public ids; the hash of a source is no such id and stays."""
    if isinstance(value, dict):
        return {name: strip(inner) for name, inner in value.items() if name not in GIVEN or is_hash(inner)}
    return [strip(inner) for inner in value] if isinstance(value, list) else value


def is_hash(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


if __name__ == "__main__":
    main()
