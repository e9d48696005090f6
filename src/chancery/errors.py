"""Every error we raise, one tree: what is wrong, where, and the remedy; exit code and HTTP status are only attributes."""

from __future__ import annotations

from typing import ClassVar


class ChanceryError(Exception):
    """An error a person can act on.

    `message` says what is wrong in one sentence, `where` names the file, page, row or setting, `remedy` says what to do.
    `code` is a short stable word for programs; `exit_code` and `http_status` are read only at the doors.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, message: str, *, where: str = "", remedy: str = "", page_number: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy
        self.page_number = page_number

    def __str__(self) -> str:
        place = self.where if self.page_number is None else f"{self.where}, page {self.page_number}".lstrip(", ")
        sentence = f"{place}: {self.message}" if place else self.message
        if not self.remedy:
            return sentence
        return f"{sentence.rstrip('.')}. {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders; the default recipe would lose the keyword arguments.
        return (_rebuild, (type(self), self.message, self.__dict__.copy()))


def _rebuild(kind: type[ChanceryError], message: str, state: dict[str, object]) -> ChanceryError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class UsageError(ChanceryError):
    """The words of a command or a request do not fit together."""

    code = "usage"
    exit_code = 2
    http_status = 400


class NotFound(ChanceryError):
    """Nothing in the archive bears this name (or the viewer may not know that it does)."""

    code = "not_found"
    exit_code = 3
    http_status = 404


class NotAllowed(ChanceryError):
    """The viewer may not do or see this."""

    code = "not_allowed"
    exit_code = 3
    http_status = 403


# --- input -----------------------------------------------------------------------------------------------------------


class SourceError(ChanceryError):
    """A file that was given cannot be taken as a source."""

    code = "source"
    exit_code = 1
    http_status = 422


class UnreadableFile(SourceError):
    """The operating system does not let us read the file."""

    code = "unreadable_file"


class UnsupportedFile(SourceError):
    """The bytes are of no kind that Chancery reads."""

    code = "unsupported_file"


class EmptyFile(SourceError):
    """The file has no bytes, or no pages."""

    code = "empty_file"


class DamagedFile(SourceError):
    """The file is of a known kind but broken beyond what can be recovered."""

    code = "damaged_file"


class NeedsPassword(SourceError):
    """The file is encrypted and opens only with a password."""

    code = "needs_password"


class FileChanged(SourceError):
    """The file changed while it was being read."""

    code = "file_changed"


class LimitExceeded(SourceError):
    """A limit (time, pixels, memory, members, depth) was met; the setting is named in the remedy."""

    code = "limit_exceeded"


class PageError(SourceError):
    """One page cannot be read; the others can."""

    code = "page"


# --- engines ---------------------------------------------------------------------------------------------------------


class EngineError(ChanceryError):
    """A reading engine failed."""

    code = "engine"
    exit_code = 5


class EngineMissing(EngineError):
    """A reading engine or one of its languages is not installed."""

    code = "engine_missing"


# --- archive ---------------------------------------------------------------------------------------------------------


class ArchiveError(ChanceryError):
    """The archive cannot do what was asked."""

    code = "archive"
    exit_code = 4


class ArchiveMissing(ArchiveError):
    """There is no archive at this place."""

    code = "archive_missing"
    http_status = 503


class ArchiveHeld(ArchiveError):
    """Another process holds the archive; the message says which."""

    code = "archive_held"
    http_status = 503


class ArchiveNewer(ArchiveError):
    """The archive was written by a newer Chancery."""

    code = "archive_newer"


class ArchiveOlder(ArchiveError):
    """The archive was written by an older Chancery and wants `chancery upgrade`."""

    code = "archive_older"


class ArchiveReadOnly(ArchiveError):
    """The archive's folder or database cannot be written."""

    code = "archive_read_only"


class DiskFull(ArchiveError):
    """No room is left on the disk that holds the archive."""

    code = "disk_full"


class ArchiveDamaged(ArchiveError):
    """Something that the archive promises to hold is missing or altered."""

    code = "archive_damaged"


class DecisionRefused(ChanceryError):
    """A decision does not fit its subject."""

    code = "decision_refused"
    exit_code = 2
    http_status = 409


# --- search, exchange ------------------------------------------------------------------------------------------------


class QueryError(ChanceryError):
    """A query cannot be read; `start` and `end` are code points of the query, for underlining."""

    code = "query"
    exit_code = 2
    http_status = 400

    def __init__(self, message: str, *, start: int, end: int, remedy: str = "") -> None:
        super().__init__(message, where=f"character {start + 1} of the query", remedy=remedy)
        self.start = start
        self.end = end


class ExchangeError(ChanceryError):
    """A dump, manifest, gold or decisions file does not have the form it should; `where` names file and line."""

    code = "exchange"
    exit_code = 2
    http_status = 422
