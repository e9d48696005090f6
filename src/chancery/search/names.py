"""Names from the Russian in their spellings: Yeltsin, El'tsin, Jelzin, Eltsine and Ельцин are one man.

A Latin spelling is read back into Russian letters by the schemes people used (that of the geographic boards, of the Library
of Congress, the scholarly one without its hooks, the German, the French), to a skeleton that forgets what the schemes leave
open: soft and hard signs, е/ё/э, и/ы/й, о after ж ч ш щ. The skeleton is then spelled out again by every scheme.
Only words that look like such a name are treated so: with a capital, and the ending of a surname or a known forename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from chancery.search.fold import fold

Scheme = dict[str, tuple[str, ...]]
_SAME = {letter: (latin,) for letter, latin in zip("абгдклмнопртф", "abgdklmnoprtf", strict=True)}
_I = ("iy", "ii", "yi", "yy", "i", "y")
# The boards' scheme is also that of the newspapers: yo, x for кс, final off and eff for the older émigrés.
_BOARDS: Scheme = _SAME | {
    "в": ("v", "ff"), "е": ("ye", "yo", "e"), "ж": ("zh",), "з": ("z",), "и": _I, "с": ("s",), "у": ("u",), "х": ("kh",),
    "ц": ("ts",), "ч": ("ch",), "ш": ("sh",), "щ": ("shch", "sch"), "ю": ("yu",), "я": ("ya",), "кс": ("x", "ks"),
}  # fmt: skip
_CONGRESS: Scheme = _SAME | {
    "в": ("v",), "е": ("e", "ie"), "ж": ("zh",), "з": ("z",), "и": _I, "с": ("s",), "у": ("u",), "х": ("kh",),
    "ц": ("ts",), "ч": ("ch",), "ш": ("sh",), "щ": ("shch",), "ю": ("iu",), "я": ("ia",),
}  # fmt: skip
_SCHOLARLY: Scheme = _SAME | {
    "в": ("v",), "е": ("e", "je"), "ж": ("z",), "з": ("z",), "и": ("ij", "yj", "i", "y", "j"), "с": ("s",), "у": ("u",),
    "х": ("x", "ch", "h"), "ц": ("c",), "ч": ("c",), "ш": ("s",), "щ": ("sc",), "ю": ("ju",), "я": ("ja",),
}  # fmt: skip
_GERMAN: Scheme = _SAME | {
    "в": ("w",), "е": ("je", "jo", "e"), "ж": ("sch", "sh"), "з": ("s",), "и": ("ij", "i", "y", "j"), "с": ("ss", "s"),
    "у": ("u",), "х": ("ch",), "ц": ("z",), "ч": ("tsch",), "ш": ("sch",), "щ": ("schtsch",), "ю": ("ju",), "я": ("ja",),
}  # fmt: skip
_FRENCH: Scheme = _SAME | {
    "в": ("v", "ff"), "е": ("ie", "e"), "ж": ("j",), "з": ("z",), "и": ("ii", "i", "y"), "с": ("ss", "s"), "у": ("ou",),
    "х": ("kh",), "ц": ("ts",), "ч": ("tch",), "ш": ("ch",), "щ": ("chtch",), "ю": ("iou",), "я": ("ia", "ya"),
}  # fmt: skip
# Each scheme with what must stand in a word for it to be read by that scheme; the first two are read always.
_SCHEMES: tuple[tuple[Scheme, str], ...] = (
    (_BOARDS, ""),
    (_CONGRESS, ""),
    (_SCHOLARLY, r"c(?!h)|j|x|^h"),
    (_GERMAN, r"w|tsch|sch|j|z"),
    (_FRENCH, r"tch|ou|j|ine$"),
)
_HOOKS = re.compile("[žščŽŠČ]")
_HUSHING = "жчшщ"
_VOWELS = "аеиоуюя"
_CYRILLIC = re.compile(r"[а-яѣ]+")
_SURNAME = re.compile(
    r"(?:[oe](?:v|f|ff|w)a?|[iy]na?|(?:ts|s|z)k(?:y|i|ii|ij|iy|yi|aya|aia|aja)|enko|[iy]ko|[cz]?h?uk|[eo][vw]i(?:ch|tch|tsch|c)"
    r"|iants?|yants?|(?:sh|sch)[vw]ili|d[zs]e)\Z"
)
_RUSSIAN_SURNAME = re.compile(r"(?:[ое]ва?|[ии]на?|ц?ски|ска[ия]+|[еи]нко|ико|чук|юк|[ое]вич|ян|шв?или|дзе)\Z")
# What ends like a Russian surname and is none: places, English names, words that begin a sentence.
_NOT_RUSSIAN = frozenset(
    """again austin baldwin basin begin benjamin berlin brow cabin calvin captain certain chin china colin cousin darwin
    dublin edwin erwin franklin gavin glasgow goodwin irvin justin kevin latin main marin martin melvin merlin mountain
    moscow now origin plain protein remain ruin satin snow spain sullivin susy term tomorrow train turin twin vermin
    villain virgin window within marina medina carolina argentina catalina regina farina china""".split()
)
# Skeletons of forenames, the commonest of the century.
_FORENAMES = frozenset(
    """борис виктор михаил николаи андреи сергеи владимир александр юри евгени георги анатоли игор леонид дмитри иван
    алексеи павел витали егор никита едуард вячеслав олег константин геннади станислав валентин григори иосиф максим
    васили петр федор степан семен яков илья иля лев захар роман руслан аскар нурсултан левон гейдар геидар рамиз
    татяна раиса валентина галина ирина наталя светлана екатерина людмила надежда мария марина""".split()
)
MOST_SKELETONS = 8  # readings of one spelling; what is beyond the likeliest schemes is left


@lru_cache(maxsize=1024)
def name_patterns(word: str) -> tuple[str, ...]:
    """Regular expressions of the folded spellings of a name; none where the word is not like a name from the Russian."""
    return tuple(dict.fromkeys(pattern for skeleton in _skeletons(word) for pattern in _spellings(skeleton)))


@lru_cache(maxsize=1024)
def split_patterns(word: str) -> tuple[tuple[str, str], ...]:
    """The spellings in two parts, as an apostrophe for the soft sign makes them: `El'tsin`."""
    pairs: dict[tuple[str, str], None] = {}
    for skeleton in _skeletons(word):
        for at in range(1, len(skeleton) - 1):
            if skeleton[at - 1] in "лнртсдз" and skeleton[at] not in "аоу":
                for scheme in (_BOARDS, _CONGRESS):
                    pairs[_spell(skeleton[:at], scheme), _spell(skeleton[at:], scheme)] = None
    return tuple(pairs)


def is_forename(word: str) -> bool:
    """Whether a word is a Russian forename in some spelling, by the table."""
    return word[:1].isupper() and any(reading in _FORENAMES for reading in _readings(_folded(word), every_scheme=True))


def initials_of(letter: str) -> tuple[str, ...]:
    """The folded letters, in both scripts, that an initial may be written with."""
    folded = _folded(letter)[:1]
    skeletons = {folded} if _CYRILLIC.fullmatch(folded) else set(_initial_letters(folded))
    latin = {spelling[0] for letter in skeletons for scheme, _ in _SCHEMES for spelling in scheme.get(letter, ())}
    return tuple(sorted({folded} | skeletons | latin))


def _initial_letters(latin: str) -> Iterator[str]:
    for letter, spellings in _BOARDS.items():
        if len(letter) == 1 and any(spelling[0] == latin for spelling in spellings):
            yield letter
    if latin == "w":
        yield "в"


def _folded(word: str) -> str:
    """The word folded whole, `El'tsin` as eltsin; empty where it is not one word."""
    folded = fold(word)
    words = folded.plain.split()
    if len(words) > 1 and "".join(words) not in folded.joined:
        return ""
    return "".join(words)


def _skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a word that looks like a name from the Russian."""
    folded = _folded(word)
    if len(folded) < 4 or not word[:1].isupper() or folded in _NOT_RUSSIAN or not folded.isalpha():
        return ()
    readings = _readings(folded, hooked=bool(_HOOKS.search(word)))
    if _CYRILLIC.fullmatch(folded):
        like = bool(_RUSSIAN_SURNAME.search(readings[0])) or readings[0] in _FORENAMES
        return readings if like else ()
    if _SURNAME.search(folded) or (folded.endswith("ine") and re.search(r"tch|ts|ou|kh", folded)):
        return readings
    return tuple(reading for reading in _readings(folded, every_scheme=True) if reading in _FORENAMES)


@lru_cache(maxsize=1024)
def _readings(folded: str, *, hooked: bool = False, every_scheme: bool = False) -> tuple[str, ...]:
    """A folded word in Russian letters, reduced to skeletons; the likeliest scheme first.

    `hooked`: the word bore the hooks of the scholarly scheme before it was folded.
    """
    if _CYRILLIC.fullmatch(folded):
        return (_reduce(folded),)
    found: dict[str, None] = {}
    for scheme, marker in _SCHEMES:
        if every_scheme or re.search(marker, folded) or (hooked and scheme is _SCHOLARLY):
            text = folded[:-1] if scheme is _FRENCH and folded.endswith("ine") else folded
            for reading in _read(text, scheme):
                found.setdefault(_reduce(reading))
    return tuple(found)[:MOST_SKELETONS]


def _read(text: str, scheme: Scheme) -> list[str]:
    """The ways a whole word can be read by a scheme, the longest spelling first at each step."""
    ways = {0: [""]}
    for at in range(len(text)):
        for length in (7, 5, 4, 3, 2, 1):
            letters = _letters_of(_scheme_number(scheme)).get(text[at : at + length], ())
            if letters and at in ways and at + length <= len(text):
                begun = [way + letter for way in ways[at] for letter in letters]
                ways[at + length] = (ways.get(at + length, []) + begun)[:MOST_SKELETONS]
                break
    return ways.get(len(text), [])


def _scheme_number(scheme: Scheme) -> int:
    return next(index for index, (known, _) in enumerate(_SCHEMES) if known is scheme)


@cache
def _letters_of(key: int) -> dict[str, tuple[str, ...]]:
    """The letters that each spelling of a scheme may stand for."""
    letters: dict[str, tuple[str, ...]] = {}
    for letter, spellings in _SCHEMES[key][0].items():
        for spelling in spellings:
            letters[spelling] = (*letters.get(spelling, ()), letter)
    return letters


def _reduce(russian: str) -> str:
    """The skeleton of a word in folded Russian letters."""
    text = re.sub("[ьъ]", "", russian).replace("ѣ", "е").replace("э", "е").replace("ы", "и").replace("й", "и")
    text = re.sub(f"(?<=[{_HUSHING}])о", "е", text)
    return re.sub("и+", "и", text)


def _spellings(skeleton: str) -> Iterator[str]:
    yield _cyrillic(skeleton)
    for scheme, _ in _SCHEMES:
        spelled = _spell(skeleton, scheme)
        # A French final -in is written -ine, so that it is not spoken through the nose.
        yield f"{spelled}e?" if scheme is _FRENCH and skeleton.endswith("ин") else spelled


def _spell(skeleton: str, scheme: Scheme) -> str:
    pieces = []
    for at, letter in enumerate(skeleton):
        spellings = list(scheme[letter])
        before = skeleton[at - 1] if at else ""
        if letter == "е":
            if before and before in _HUSHING:
                spellings.append("o")
            elif before and before not in _VOWELS and scheme is not _SCHOLARLY:
                # Behind a soft sign, which is forgotten here, the boards write ye; no scheme writes ie behind a consonant.
                spellings = [spelling for spelling in spellings if spelling not in ("ie", "je")]
        if letter == "в" and at < len(skeleton) - 1:
            spellings = [spelling for spelling in spellings if spelling != "ff"]
        pieces.append(spellings[0] if len(spellings) == 1 else f"(?:{'|'.join(spellings)})")
    return "".join(pieces)


def _cyrillic(skeleton: str) -> str:
    pieces = []
    for at, letter in enumerate(skeleton):
        before = skeleton[at - 1] if at else ""
        if letter == "е":
            pieces.append("[еоэ]" if before and before in _HUSHING else "[еэ]")
        elif letter == "и":
            pieces.append("[иы]+")
        else:
            pieces.append(letter)
        if letter not in _VOWELS:
            pieces.append("[ьъ]?")
    return "".join(pieces)
