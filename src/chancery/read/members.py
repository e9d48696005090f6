"""Files inside files: which are taken, which are refused, and why; limits that stop bombs."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from chancery.model.source import Member, Problem
from chancery.settings import ReadSettings

# What systems strew into folders and archives; named once as skipped, never taken.
LITTER_FOLDERS = frozenset({"__MACOSX"})
LITTER_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
SMALL_MEMBER = 1_000_000  # below this size the ratio of packed to unpacked says nothing


@dataclass(slots=True)
class MemberGuard:
    """Counts what is taken from one container and refuses, aloud, what goes over a limit or would climb out."""

    settings: ReadSettings
    problems: list[Problem]
    refuses_paths: bool = True  # a ZIP's names are places; an attachment's are only labels, and lose what climbs
    taken: int = 0
    unpacked: int = 0
    full: bool = False
    _skipped: list[str] = field(default_factory=list)

    def admits(self, name: str, size: int, packed: int | None) -> bool:
        """Whether a member of `size` bytes (`packed` in the container, None where not known) is to be unpacked at all."""
        settings = self.settings
        if self.full:
            return False
        if self.refuses_paths and (reason := climbs_out(name)):
            self.refuse(name, "unsafe_path", reason)
        elif is_litter(name):
            self.skip(name)
        elif self.taken >= settings.container_members:
            self._stop("container_members", f"it holds more than {settings.container_members} files", "CONTAINER_MEMBERS")
        elif size > settings.member_bytes:
            self.refuse(name, "member_bytes", f"is larger than {settings.member_bytes:,} bytes", "MEMBER_BYTES")
        elif packed is not None and size > SMALL_MEMBER and size > settings.container_ratio * max(1, packed):
            self.refuse(
                name,
                "container_ratio",
                f"would unpack to more than {settings.container_ratio} times its size",
                "CONTAINER_RATIO",
            )
        elif self.unpacked + size > settings.container_bytes:
            self._stop(
                "container_bytes", f"its files come to more than {settings.container_bytes:,} bytes", "CONTAINER_BYTES"
            )
        else:
            return True
        return False

    def take(self, name: str, data: bytes) -> Member:
        """The member, counted."""
        self.taken += 1
        self.unpacked += len(data)
        clean = clean_name(name)
        if climbs_out(name):
            message = f"the name '{show_name(name)}' would climb out of its folder; it was taken as '{show_name(clean)}'"
            self.problems.append(Problem("renamed_member", message, "Nothing to do; its bytes are unchanged."))
        return Member(clean, data)

    def refuse(self, name: str, code: str, reason: str, setting: str = "") -> None:
        """Say that one member was not taken."""
        remedy = f"Raise CHANCERY_READ_{setting} if you trust the file." if setting else "The other files in it were taken."
        self.problems.append(Problem(code, f"'{show_name(name)}' inside it {reason}; it was not taken", remedy))

    def skip(self, name: str) -> None:
        """Note litter; `say_skipped` tells of it in one sentence."""
        self._skipped.append(show_name(name))

    def say_skipped(self) -> None:
        """One problem that names what was skipped."""
        if self._skipped:
            named = ", ".join(self._skipped[:10]) + (
                f" and {len(self._skipped) - 10} more" if len(self._skipped) > 10 else ""
            )
            message = f"skipped as leftovers of the system that packed it: {named}"
            self.problems.append(Problem("skipped_member", message, "Nothing to do; they hold no paper."))
            self._skipped.clear()

    def _stop(self, code: str, reason: str, setting: str) -> None:
        self.full = True
        self.problems.append(
            Problem(
                code,
                f"{reason}; {self.taken} were taken, the rest was not",
                f"Raise CHANCERY_READ_{setting} if you trust the file.",
            )
        )


def climbs_out(name: str) -> str:
    """Why a member's name is refused: it would lead out of any folder it is put into. Empty where it would not."""
    path = name.replace("\\", "/")
    if path.startswith("/") or (len(path) > 1 and path[1] == ":" and path[0].isalpha()):
        return "has an absolute path"
    if ".." in path.split("/"):
        return "has a path that climbs out of its folder"
    if "\0" in path:
        return "has a name with a NUL in it"
    return ""


def is_litter(name: str) -> bool:
    """Whether a system left the file behind unasked: resource forks, folder views, thumbnails."""
    parts = name.replace("\\", "/").split("/")
    return bool(LITTER_FOLDERS & set(parts)) or parts[-1] in LITTER_NAMES or parts[-1].startswith("._")


def clean_name(name: str) -> str:
    """The name with `/` between its parts, without empty parts, `.`, `..` and NUL."""
    parts = name.replace("\0", "").replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "unnamed"


def show_name(name: str) -> str:
    """The name as it may stand in a sentence: controls and direction marks shown as U+FFFD, at most 120 characters."""
    shown = "".join("�" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char for char in name)
    return shown if len(shown) <= 120 else shown[:117] + "..."
