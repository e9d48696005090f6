"""Persons' names as a typed line prints them, read through what OCR and a typewriter do to them.

Letters set apart (`J O H N  A R D E N`), words run together (`DanWhitcomb`), figures for letters (`Anafo1y`), a comma
for the point of an initial (`S, D. Roe`) and scrawl around the name (`she! . J. Lee Roe x`) are mended; the place on
the page is that of what is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from chancery.describe.places import BODY, OFFICE


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name in a stretch of text: `start` and `end` count from its beginning, `dropped` tokens around it are no part.

    `text` is the name mended; `mended` tells that a letter was read anew.
    """

    text: str
    start: int
    end: int
    dropped: int = 0
    mended: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Its words of two letters or more, in small letters."""
        return tuple(word.lower() for word in re.findall(r"[^\W\d_]{2,}", self.text))

    @property
    def fullness(self) -> float:
        """How much of a name it is: words count one, initials half."""
        initials = len(re.findall(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])", self.text))
        return len(self.words) + 0.5 * min(initials, 2)


_PARTICLE = r"de|van|von|der|den|la|le|al|bin|ibn|el|du|da|di|dos|of|ter|zu|y|i|и"
# A token that can be part of a name: Roe, O'Hara, J., J.-P., St., McCone, PETROVICH
_PART = re.compile(
    rf"(?:[A-ZА-ЯЁ][^\W\d_]*(?:['’\-][^\W\d_]+)*\.?|(?:[A-ZА-ЯЁ]\.){{1,4}}(?:[A-ZА-ЯЁ][^\W\d_]+)?|{_PARTICLE})$"
)
_FIGURES = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "|": "l"})
_YOUNGER = re.compile(r"(?:Jr|Sr)\.?|I{2,3}")
_EDGE = " \t.,;:_*\"'“”«»‘’|~()[]{}<>=+/\\#&°•—–-"
_GLUED = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_GLUED_PREFIX = re.compile(r"(?:Mc|Mac|De|Di|Du|Le|La|Van|Von|O['’]|D['’]|Fitz|St)$")
# What stands in a signature's lines and is no name by itself
_NO_NAME = frozenset(
    "sincerely yours respectfully cordially faithfully truly dear page copy signed seal sgd the this that and with for "
    "your my our we it is in on to at by as enclosure enclosures attachment attachments attached original distribution "
    "chrono subj subject file files secret confidential unclassified classified top received cleared drafted draft "
    "washington moscow london paris translation translated document archives archive library sir sirs madam no date "
    "mr mrs ms dr esq signature initials regards wishes release released denied return background use only reproduce "
    "principal senior associate first second third national foreign chief joint former central north south east west "
    "january february march april may june july august september october november december internal addressee telegraph "
    "с уважением искренне ваш копия перевод его господину верно".split()
)  # fmt: skip
# Given names tell where letters typed apart part into words.
_GIVEN = frozenset(
    "adam alan albert alex alexander alfred allen andrew ann anna anthony arthur barbara benjamin bernard bill boris "
    "brent bruce carl carol charles christopher claire clark cyrus daniel david dean dennis donald dwight edmund edward "
    "eleanor elizabeth ellen eric ernest eugene francis frank fred george gerald gordon harold harry helen henry herbert "
    "howard hugh ivan jack jacob james jane jean john jonathan joseph karel karen karl kenneth larry lawrence leonard "
    "lewis llewellyn louis lucius lyndon margaret mark martin mary matthew maxwell michael mikhail morton nancy nicholas "
    "nikita nikolai norman oliver oscar otto patrick paul peter philip ralph ray raymond richard robert roger ronald roy "
    "russell ruth samuel sarah sergei simon stanley stephen steven strobe susan theodore thomas victor vladimir walter "
    "warren wendy wilbur willard william winston zbigniew".split()
)  # fmt: skip


def read_name(text: str) -> PrintedName | None:
    """The one name of a person that a short text prints, noise around it left out; None where there is none."""
    spaced = _spaced(text)
    if spaced is not None:
        return spaced
    tokens = [_token(match) for match in re.finditer(r"\S+", text)]
    runs: list[list[_Token]] = [[]]
    for order, token in enumerate(tokens):
        if token.is_part:
            runs[-1].append(token)
            younger = order + 1 < len(tokens) and _YOUNGER.fullmatch(tokens[order + 1].mended)
            if token.ends and not younger:
                runs.append([])
        elif runs[-1]:
            runs.append([])
    trimmed = [_trimmed(run) for run in runs if run]
    best = max((run for run in trimmed if _is_name(run)), key=_weight, default=None)
    if best is None:
        return None
    name = " ".join(token.mended for token in best)
    name = re.sub(r"(?<=\b[A-ZА-Я])(?=\.[A-ZА-Я]\w)", "", name).strip(" ,")
    return PrintedName(name, best[0].start, best[-1].end, len(tokens) - len(best), any(token.changed for token in best))


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    mended: str
    is_part: bool
    ends: bool

    @property
    def changed(self) -> bool:
        return self.text != self.mended

    @property
    def letters(self) -> int:
        return sum(char.isalpha() for char in self.mended)


def _token(match: re.Match[str]) -> _Token:
    raw = match.group()
    left = len(raw) - len(raw.lstrip(_EDGE))
    core = raw[left:].rstrip(_EDGE.replace(".", ""))
    right = raw[left + len(core) :]
    # A comma for the point of an initial: "S, D. Roe"; a point behind a whole word ends it: "Roe."
    mended = core
    if re.fullmatch(r"[A-ZА-ЯЁ]", core) and right[:1] == ",":
        mended = core + "."
    if re.fullmatch(r"[^\W\d_]{3,}\.", mended) and mended not in ("Jr.", "Sr."):
        core = mended = mended[:-1]
    if mended == "0.":
        mended = "O."
    if len(mended) >= 3 and re.search(r"\d|\|", mended) and sum(char.isalpha() for char in mended) >= len(mended) - 2:
        mended = _letters_for_figures(mended)
    mended = _unglued(mended)
    parts = mended.split()
    is_part = bool(parts) and all(_PART.match(part) for part in parts) and not any(
        part.strip(".").lower() in _NO_NAME for part in parts
    )  # fmt: skip
    start = match.start() + left
    return _Token(start, start + len(core), core, mended, is_part, "," in right and len(core) > 2)


def _letters_for_figures(word: str) -> str:
    mended = word.translate(_FIGURES)
    if word[:1].isdigit():
        mended = mended[:1].upper() + mended[1:]
    return mended.upper() if re.sub(r"[\d|]", "", word).isupper() else mended


def _unglued(word: str) -> str:
    """`DanWhitcomb` as two words; `McCone` stays one."""
    parts: list[str] = []
    start = 0
    for match in _GLUED.finditer(word):
        if not _GLUED_PREFIX.search(word[start : match.start()]) and match.start() - start >= 2:
            parts.append(word[start : match.start()])
            start = match.start()
    return " ".join([*parts, word[start:]])


def _trimmed(run: list[_Token]) -> list[_Token]:
    """A run of tokens without the single capitals and small words at its ends that only noise leaves there."""
    while run and (run[0].mended.islower() or run[0].mended in ("I", "V", "X", "'")):
        run = run[1:]
    while run and (run[-1].mended.islower() or run[-1].letters == 1 or _is_initials(run[-1])):
        run = run[:-1]
    return run


def _is_initials(token: _Token) -> bool:
    return re.fullmatch(r"(?:[A-ZА-ЯЁ]\.)+", token.mended) is not None


def _is_name(run: list[_Token]) -> bool:
    name = " ".join(token.mended for token in run)
    words = re.findall(r"[^\W\d_]{2,}", name)
    return (
        0 < len(run) <= 6
        and len(name) <= 48
        and sum(char.isalpha() for char in name) >= 3
        and not OFFICE.search(name)
        and not BODY.search(name)
        and any(len(word) >= 3 for word in words)
        and all(is_pronounceable(word) for word in words if len(word) >= 3 and not _YOUNGER.fullmatch(word))
    )


def _weight(run: list[_Token]) -> float:
    return sum(min(token.letters, 6) for token in run) + 2 * len(run)


def is_pronounceable(word: str) -> bool:
    """Whether a word has a vowel and is not one letter over and over, as what OCR makes of a stamp or a scrawl."""
    folded = word.lower()
    return re.search(r"[aeiouyаеёиоуыэюя]", folded) is not None and len(set(folded)) > 1


def _spaced(text: str) -> PrintedName | None:
    """`J O H N A R D E N`: letters typed apart, parted where a given name ends; one word where none is known."""
    match = re.search(r"(?<!\S)(?:[A-ZА-ЯЁ][.]?\s+){4,}[A-ZА-ЯЁ](?![^\s.,])", text)
    if match is None or any(len(token.strip(_EDGE)) > 1 for token in text[: match.start()].split()):
        return None
    gaps = re.split(r"\s{2,}", match.group())
    words = ["".join(gap.split()) for gap in gaps]
    if len(words) == 1:
        whole = words[0]
        given = max((len(name) for name in _GIVEN if whole.lower().startswith(name)), default=0)
        rest = whole[given:]
        initial = re.match(r"[A-Z]\.", rest)
        if given and initial:
            words = [whole[:given], initial.group(), rest[2:]]
        elif given and len(rest) >= 3:
            words = [whole[:given], rest]
    name = " ".join(word for word in words if word)
    if OFFICE.search(name) or BODY.search(name) or name.lower() in _NO_NAME or not is_pronounceable(name):
        return None
    return PrintedName(name.title() if name.isupper() else name, match.start(), match.end(), 0, True)


# --- whether two names are one person's ---

_COURTESY = frozenset(
    "mr mrs ms miss dr sir senator congressman congresswoman representative ambassador general admiral judge justice "
    "president premier chairman chancellor minister prime secretary governor professor vice director marshal king queen "
    "the honorable honourable hon excellency his her colonel captain lord lady foreign господин госпожа президент".split()
)  # fmt: skip
_NICKNAMES: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "william bill billy will willy", "robert bob bobby rob", "richard dick rick rich", "james jim jimmy jamie",
        "john jack johnny", "joseph joe", "thomas tom tommy", "daniel dan danny", "edward ed eddie ted ned", "theodore ted",
        "anthony tony", "charles charlie chuck", "george georgie", "henry harry hank", "michael mike mikhail", "david dave",
        "lawrence larry", "gerald jerry gerry", "elizabeth liz beth betty", "margaret maggie peggy", "philip phil phillip",
        "stephen steve steven", "strobe nelson", "samuel sam", "albert al bert", "alexander alex sandy sasha", "walter walt",
        "donald don", "ronald ron", "kenneth ken", "frederick fred", "francis frank", "andrew andy andrei", "vladimir volodya",
    )
)  # fmt: skip


def surname_words(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, courtesies and offices left out; initials stay as single letters."""
    words = (word.lower() for word in re.findall(r"[^\W\d_]+", name))
    return tuple(word for word in words if word not in _COURTESY)


def is_same_person(one: str, other: str) -> bool:
    """Whether two printed names can be one person's: each word of the shorter answers a word of the longer.

    An initial answers the word it begins, a pet name its full form, a word its misreading (one letter in four).
    """
    short, long = sorted((surname_words(one), surname_words(other)), key=len)
    if not all(any(len(word) > 1 for word in words) for words in (short, long)):
        return False  # initials alone name nobody
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        met = next((each for each in left if _answers(word, each)), None)
        if met is None:
            return False
        left.remove(met)
    return True


def _answers(word: str, other: str) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) == 1:
        return word[0] == other[0]
    if any(word in names and other in names for names in _NICKNAMES):
        return True
    return min(len(word), len(other)) >= 4 and Levenshtein.distance(word, other) <= max(len(word), len(other)) // 4
