"""What went wrong with a file, a source or a page, by the stage that met it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from chancery.archive import schema
from chancery.archive.held import HeldProblem
from chancery.archive.keeper import Keeper
from chancery.archive.names import now
from chancery.archive.seeing import is_open_page, visible_sources
from chancery.model.page import clean_text
from chancery.model.source import Problem
from chancery.model.viewer import Viewer

_sources = schema.sources.c


class Problems:
    """Keeps what went wrong, by the stage that met it."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def save_problem(self, source: str | None, problem: Problem, *, file: str = "", stage: str = "inspect") -> None:
        """Note a problem with a source, or with a file (`source` None) of which no source could be made."""
        with self._keeper.write() as connection:
            name = clean_text(file)[0]
            rows = [problem_row(source, stage, problem, name)]
            connection.execute(
                delete(schema.problems).where(
                    schema.problems.c.source.is_(None) if source is None else schema.problems.c.source == source,
                    schema.problems.c.file == name,
                    schema.problems.c.stage == stage,
                    schema.problems.c.code == rows[0]["code"],
                    schema.problems.c.page_number.is_(None)
                    if problem.page_number is None
                    else schema.problems.c.page_number == problem.page_number,
                )
            )
            connection.execute(insert(schema.problems), rows)

    def problems(self, viewer: Viewer, source: str | None = None, *, codes: Collection[str] = ()) -> Iterator[HeldProblem]:
        """Everything that went wrong, newest first; of one source where it is named, of these kinds where any are.

        Problems of files that made no source are told only to who sees everything: their names may tell of closed things.
        """
        before: int | None = None
        while True:
            query = select(schema.problems).order_by(schema.problems.c.id.desc()).limit(200)
            if before is not None:
                query = query.where(schema.problems.c.id < before)
            if source is not None:
                query = query.where(schema.problems.c.source == source)
            if codes:
                query = query.where(schema.problems.c.code.in_(sorted(codes)))
            if not viewer.sees_closed:
                query = query.where(schema.problems.c.source.in_(visible_sources(viewer).with_only_columns(_sources.id)))
            with self._keeper.read() as connection:
                rows = connection.execute(query).all()
                held = [
                    held_problem(row)
                    for row in rows
                    if viewer.sees_closed or row.page_number is None or is_open_page(connection, row.source, row.page_number)
                ]
            yield from held
            if len(rows) < 200:
                return
            before = rows[-1].id


def problem_row(source: str | None, stage: str, problem: Problem, file: str = "") -> dict[str, Any]:
    return {
        "source": source, "file": file, "stage": stage, "page_number": problem.page_number, "code": problem.code,
        "message": clean_text(problem.message)[0], "remedy": clean_text(problem.remedy)[0], "at": now(),
    }  # fmt: skip


def replace_problems(
    connection: Connection, source: str, stage: str, problems: Sequence[Problem], pages: Sequence[int] | None = None
) -> None:
    """Put a stage's problems with a source (with these pages of it) in the place of its earlier ones."""
    table = schema.problems.c
    query = delete(schema.problems).where(table.source == source, table.stage == stage)
    if pages is not None:
        query = query.where(table.page_number.in_(pages))
    connection.execute(query)
    if problems:
        connection.execute(insert(schema.problems), [problem_row(source, stage, problem) for problem in problems])


def held_problem(row: Any) -> HeldProblem:
    problem = Problem(row.code, row.message, row.remedy, row.page_number)
    return HeldProblem(row.source, row.file, row.stage, problem, row.at)


def load_problems(connection: Connection, query: Select[Any]) -> list[HeldProblem]:
    return [held_problem(row) for row in connection.execute(query.order_by(schema.problems.c.id))]
