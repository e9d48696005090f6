"""Killed at random moments: `python -m bench.kill [--kills 200]`.

Adds a set of files and is killed (SIGKILL) at a random moment; runs `verify`; compares what is held with what was held
before; and so on until everything is in; then the same with `rebuild`; then with a new archive. After each kill `verify`
must be clean and no source that was in may be gone or doubled; at the end of each round the archive must say the same as one
that was never killed.
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
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench.inputs import write_mixed, write_texts
from bench.machine import describe_machine
from bench.program import command, environment, find_tree, run, start

# What must be the same however often the run was killed; public ids and times are given when a thing is first seen.
COMPARED = ("sources.jsonl", "pages.jsonl", "texts.jsonl", "records.jsonl", "regions.jsonl", "references.jsonl")
GIVEN = frozenset({"id", "record", "copy", "target", "candidates"})


@dataclass(slots=True)
class Tally:
    """What was found over all kills."""

    kills: Counter[str] = field(default_factory=Counter)
    ended_before: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def main() -> None:
    """Kill until the number is reached; prints a table and ends with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--typed", type=int, default=200, help="born-digital pages among the inputs")
    parser.add_argument("--scanned", type=int, default=6, help="scanned pages among the inputs")
    parser.add_argument("--texts", type=int, default=40, help="text files among the inputs")
    said = parser.parse_args()
    random = Random(said.seed)
    work = Path(tempfile.mkdtemp(prefix="chancery-kill-"))
    tally = Tally()
    started = time.monotonic()
    try:
        inputs = make_inputs(work / "inputs", said.typed, said.scanned, said.texts)
        add_seconds, rebuild_seconds, truth = measure_whole(work / "whole", inputs, work / "truth")
        print(f"undisturbed, add takes {add_seconds:.0f} s and rebuild {rebuild_seconds:.0f} s", flush=True)
        rounds = 0
        while sum(tally.kills.values()) < said.kills:
            rounds += 1
            archive = work / f"round-{rounds}"
            for words, seconds in ((("add", str(inputs)), add_seconds), (("rebuild",), rebuild_seconds)):
                kill_until_done(archive, words, seconds, random, tally, said.kills)
            compare(archive, truth, work / "dump", tally, f"round {rounds}")
            shutil.rmtree(archive)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{describe_machine()}; seed {said.seed}, {time.monotonic() - started:.0f} s, {rounds} rounds")
    print("| command | killed | ended before the kill |\n|---|---|---|")
    for name in ("add", "rebuild"):
        print(f"| {name} | {tally.kills[name]} | {tally.ended_before[name]} |")
    print(f"\nFaults: {len(tally.faults)}")
    print("\n".join(tally.faults))
    raise SystemExit(1 if tally.faults else 0)


def make_inputs(folder: Path, typed: int, scanned: int, texts: int) -> Path:
    """Files of several kinds, few enough that a run takes seconds."""
    write_mixed(folder / "pdf", typed, scanned, seed=4)
    write_texts(folder / "text", texts, seed=5)
    return folder


def measure_whole(archive: Path, inputs: Path, dump: Path) -> tuple[float, float, dict[str, Any]]:
    """How long the commands take when nobody kills them, and what the archive then says."""
    started = time.monotonic()
    run(archive, "add", inputs, may_end_with=(0, 1))
    added = time.monotonic()
    run(archive, "rebuild", may_end_with=(0, 1))
    return added - started, time.monotonic() - added, contents(archive, dump)


def kill_until_done(archive: Path, words: tuple[str, ...], seconds: float, random: Random, tally: Tally, most: int) -> None:
    """Run the command and kill it, again and again; when it has been killed often enough it may end by itself."""
    name = words[0]
    held: Counter[str] = Counter()
    for attempt in range(1000):
        enough = sum(tally.kills.values()) >= most or attempt >= 12
        process = start(archive, *words)
        try:
            code = process.wait(None if enough else random.uniform(0.02, seconds * 1.1))
        except subprocess.TimeoutExpired:
            kill(process, whole_tree=random.random() < 0.7)
            tally.kills[name] += 1
            print(f"kill {sum(tally.kills.values())} ({name}): {len(tally.faults)} faults so far", flush=True)
            held = check(archive, held, tally, f"{name}, kill {sum(tally.kills.values())}")
            continue
        if code not in (0, 1):
            tally.faults.append(f"{name} did not go on: it ended with {code}")
        if not enough:
            tally.ended_before[name] += 1
        check(archive, held, tally, f"{name}, when it ended")
        return


def kill(process: subprocess.Popen[bytes], *, whole_tree: bool) -> None:
    """End the program at once: with its workers, as a power cut does, or alone, as the system does when memory is short."""
    tree = find_tree(process.pid)
    if whole_tree:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    # Workers must see that they are alone and end; only then is the next command a fair one.
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(is_alive(each) for each in tree):
        time.sleep(0.02)
    for each in tree:
        if is_alive(each):
            print(f"worker {each} outlived the program by 30 s", flush=True)
            os.kill(each, signal.SIGKILL)


def is_alive(process: int) -> bool:
    """Whether the process runs (one that has ended and was not yet waited for does not)."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def check(archive: Path, before: Counter[str], tally: Tally, place: str) -> Counter[str]:
    """Verify, and compare the sources held with those held before; gives those held now."""
    if not archive.exists():
        return Counter()
    done = subprocess.run(
        command(archive, "--json", "verify"), env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode == 4 and "no archive" in done.stderr.lower() and not before:
        return Counter()  # killed before the archive was made
    faults = json.loads(done.stdout).get("faults", []) if done.returncode in (0, 1) else [done.stderr.strip()]
    # An index that is behind is brought up by the next run, and a blob left behind only wastes room.
    tally.faults.extend(f"{place}: {fault}" for fault in faults if not (isinstance(fault, dict) and fault.get("harmless")))
    now = Counter(source["id"] for source in sources(archive))
    tally.faults.extend(f"{place}: {source} is held {count} times" for source, count in now.items() if count > 1)
    tally.faults.extend(f"{place}: {source} was held and is gone" for source in before - now)
    return now


def sources(archive: Path) -> Iterator[dict[str, Any]]:
    """The sources that a dump names."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-kill-dump-"))
    try:
        run(archive, "export", "dump", folder)
        yield from rows(folder / "sources.jsonl")
    finally:
        shutil.rmtree(folder)


def compare(archive: Path, truth: dict[str, Any], dump: Path, tally: Tally, place: str) -> None:
    """What the archive says must be what one that was never killed says."""
    said = contents(archive, dump)
    for name in COMPARED:
        if said[name] != truth[name]:
            missing, added = truth[name] - said[name], said[name] - truth[name]
            tally.faults.append(f"{place}: {name} lacks {sum(missing.values())} rows and has {sum(added.values())} others")


def contents(archive: Path, dump: Path) -> dict[str, Any]:
    """The rows of a dump, without what an archive gives by itself."""
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
