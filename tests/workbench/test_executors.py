"""Where tasks run makes no difference: each in a fresh interpreter, from serialised input only, gives the same archive."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from chancery.model.viewer import OWNER
from chancery.pipeline.executor import Executor, TaskResult
from chancery.settings import ReadSettings, Settings
from chancery.workbench import AddOptions, Workbench
from tests.workbench.inline import InlineExecutor

PROGRAM = """
import pickle, sys
function, argument = pickle.load(sys.stdin.buffer)
sys.stdout.buffer.write(pickle.dumps(function(argument)))
"""


class FreshInterpreterExecutor(InlineExecutor):
    """Runs each task in an interpreter of its own that is given the pickled task and nothing else, as a cluster would."""

    def wait(self) -> Iterator[TaskResult]:
        if self._waiting:
            task = self._waiting.pop()  # last in, first out: results come in another order than tasks went in
            given = pickle.dumps((task.function, task.argument))
            done = subprocess.run([sys.executable, "-c", PROGRAM], input=given, stdout=subprocess.PIPE, check=True)
            yield TaskResult(task, value=pickle.loads(done.stdout))


def dump_with(executor: Executor, folder: Path, papers: Path) -> dict[str, bytes]:
    settings = Settings(archive=folder / "archive", read=ReadSettings(engine="none"))
    workbench = Workbench.open(settings, create=True)
    workbench.make_executor = lambda _: executor
    try:
        workbench.add([papers], AddOptions(), lambda _: None, threading.Event())
        workbench.export_dump(folder / "dump", viewer=OWNER, records=(), as_of=None)
    finally:
        workbench.close()
    return {path.name: path.read_bytes() for path in (folder / "dump").iterdir() if path.name != "dump.json"}


def test_fresh_interpreters_give_the_same_dump_byte_for_byte(papers: Path, tmp_path: Path) -> None:
    inline = dump_with(InlineExecutor(), tmp_path / "inline", papers)
    fresh = dump_with(FreshInterpreterExecutor(), tmp_path / "fresh", papers)
    assert inline["records.jsonl"]
    assert fresh == inline
