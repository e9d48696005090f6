"""Names of people as papers print them, parted: surname, given names, suffix, title, and the post that follows.

`nameparser` parts a name; what these papers add to names is parted off before it sees them: posts and office symbols behind
a comma or semicolon (`TURNER, STANSFIELD, DCI`), spaced capitals, OCR's stray marks, names in Cyrillic.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nameparser import HumanName

# "HELMS, RICHARD, DD/PLANS, CIA", "HART, JOHN L. CHIEF, EUROPEAN DIV", "DAVIS, HORACE; AC/POLITICAL ACTION"
_POST_WORD = re.compile(
    r"\b(?:(?:acting|deputy|asst\.?|assistant|under|vice|first|second|third|permanent|special|executive|general)\s+)*"
    r"(?:chief|chf|director|dir|secretary|sec|minister|president|premier|chairman|ambassador|counsel(?:or|lor)?|adviser|advisor|"
    r"attache|consul|commissioner|commander|inspector|administrator|attorney|staff|division|div|branch|section|sect|office|"
    r"officer|bureau|embassy|department|dept|committee|commission|member|representative|senior|station|head|legat|sac|supervisor|"
    r"special agent|inspector general|ig|dci|ddci|ddp|ddo|dda|ddi|dds|adci|cia|fbi|nsc|dod|usn|usa|usaf|usmc|"
    r"state|white house|nato|un|of|for|to)\b\.?",
    re.IGNORECASE,
)  # fmt: skip
# "C/WH DIVISION", "SA/DO/O", "EUR/RUS", "WH/4": paths of offices hold a slash, which no name does
_OFFICE_PATH = re.compile(r"\b[\w&.]+(?:/[\w&.]+)+")
_SPACED = re.compile(r"\b(?:[A-ZА-Я] ){3,}[A-ZА-Я]\b")
# `CAHolm`, as drafters are noted: initials run together with the name; `Nora'Winslow`: a mark that OCR put for the space.
_INITIALS = re.compile(r"\A([A-Z]{1,3})([A-Z][a-z]{2,})\Z")
_GLUED = re.compile(r"(?<=[a-z])['’](?=[A-Z][a-z])")
_SUFFIX = re.compile(r"(?:[JS]r\.?|Junior|Senior|I{2,3}|IV|V|Esq\.?|M\.?D\.?|Ph\.?D\.?)\Z", re.IGNORECASE)
_NOISE = re.compile(r"^[\W_]+|[^\w.)”\"'’]+$")
_TITLES_RUSSIAN = re.compile(
    r"^(?:(?:Его|Ее|Её) Превосходительств[оу]\s+|(?:господин[уа]?|г-н[уа]?|госпож[аеу]|товарищ[уа]?|т\.|тов\.|"
    r"президент[уа]?|министр[уа]?|премьер-министр[уа]?)\s+)+",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
# The romanisation of the geographic boards, which the authority's names follow.
_ROMAN = dict(zip("абвгдзийклмнопрстуфъыьэ", "a b v g d z i y k l m n o p r s t u f - y - e".split(), strict=True)) | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
}  # fmt: skip
_PARTICLES = frozenset(
    "al ad an ar as at ash el de del della da di du des la le van von der den ten ter zu y bin ibn".split()
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts, as printed; `given` holds forenames, middle names and initials in their order.

    `post` is what stood behind the name: an office, its symbol, an organisation. A part that is not there is empty.
    """

    surname: str
    given: tuple[str, ...] = ()
    suffix: str = ""
    title: str = ""
    nickname: str = ""
    post: str = ""

    @property
    def whole(self) -> str:
        """`Stansfield Turner`, without title and post."""
        return " ".join(part for part in (*self.given, self.surname, self.suffix) if part)


@lru_cache(maxsize=4096)
def parse_name(text: str) -> PersonName | None:
    """The name in its parts; None where nothing in it can be a name."""
    if len(text) > LONGEST_NAME:
        return None
    text = _SPACED.sub(lambda match: match[0].replace(" ", ""), text)
    text = _NOISE.sub("", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"(?<=\b[A-ZА-Я])\.(?=[A-ZА-Я]\b)", ". ", text)
    text = re.sub(r"\A(mr|mrs|ms|dr),\s+", r"\1. ", text, flags=re.IGNORECASE)
    text = _GLUED.sub(" ", _INITIALS.sub(lambda match: f"{'. '.join(match[1])}. {match[2]}", text))
    text, post = _part_off_post(text)
    titled = _TITLES_RUSSIAN.match(text)
    text = _TITLES_RUSSIAN.sub("", text)
    if not re.search(r"[^\W\d_]{2}", text) or is_office(text):
        return None
    parsed = HumanName(text)
    title = parsed.title or (titled[0].strip() if titled else "")
    given = [part for part in f"{parsed.first} {parsed.middle}".split() if part]
    surname = parsed.last
    if not surname and given:
        surname, given = given[-1], given[:-1]
    if not surname:
        # A word that is a title for the parser and stands alone is somebody's surname (`Judge`, `King`).
        surname, title = title, ""
    if _is_initial(surname) and given and not _is_initial(given[0]) and _CYRILLIC.search(text):
        # "Ельцин Б. Н.": the surname first, as lists have it
        surname, given = given[0], [*given[1:], surname]
    return PersonName(surname, tuple(given), parsed.suffix.strip(", "), title, parsed.nickname.strip("“”\"' "), post)


def _part_off_post(text: str) -> tuple[str, str]:
    """The name, and the post that stands behind it."""
    if ";" in text:
        name, post = text.split(";", 1)
        return name.strip(), post.strip()
    parts = [part.strip() for part in text.split(",")]
    kept = [parts[0]]
    for index, part in enumerate(parts[1:], start=1):
        if _SUFFIX.match(part):
            kept.append(part)
            continue
        if len([one for one in kept[1:] if not _SUFFIX.match(one)]) == 0 and _is_given(part):
            match = _OFFICE_PATH.search(part) or _POST_WORD.search(part)
            if match is None:
                kept.append(part)
                continue
            if match.start() > 1:
                kept.append(part[: match.start()].strip())
                return ", ".join(kept), ", ".join([part[match.start() :], *parts[index + 1 :]]).strip()
        return ", ".join(kept), ", ".join(parts[index:]).strip()
    return ", ".join(kept), ""


def _is_given(part: str) -> bool:
    """Whether what stands behind the first comma can be forenames: `STANSFIELD`, `W.A.`, `JOHN L. CHIEF` (in its front)."""
    first = part.split(" ")[0]
    return bool(re.match(r"[^\W\d_]", first)) and "/" not in first and not _POST_WORD.fullmatch(first)


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


_OFFICE_ONLY = re.compile(
    r"(?:the\s+)?(?:"
    + _POST_WORD.pattern
    + r"|\b(?:the|and|u\.?s\.?|united|states|foreign|prime|central|intelligence|federal|"
    r"investigation|national|security|affairs|council|agency|house|general|his|her|excellency|mr\.?|madam)\b|[\s,/&.:])+\Z",
    re.IGNORECASE,
)
# The same in Russian, in whatever case: `Президенту Российской Федерации`.
_OFFICE_RUSSIAN = re.compile(
    r"(?:президент|председател|премьер|министр|министерств|секретар|генеральн|перв|государственн|посол|посл|федераци|республик|"
    r"российск|советск|социалистическ|союз|ссср|сша|соединенн|соединённ|штат|америк|правительств|совет|иностранн|дел|оборон|"
    r"канцлер|превосходительств|господин)\w{0,4}",
    re.IGNORECASE,
)
LONGEST_NAME = 200  # what is longer is no name, and is not looked through


def is_office(text: str) -> bool:
    """Whether the words name only a post or a body: `The President`, `DIRECTOR`, `Secretary of State`."""
    words = re.findall(r"\w+", text)
    if words and _CYRILLIC.search(text):
        return all(_OFFICE_RUSSIAN.fullmatch(word) or word.lower() in ("и", "его", "ее", "её") for word in words)
    return _OFFICE_ONLY.match(text.strip()) is not None


# --- keys ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def name_key(word: str) -> str:
    """Letters only, without case, accents and script: `Ельцин` as eltsin, `O'Brien` as obrien, `García` as garcia."""
    word = word.lower().replace("ё", "е")
    if _CYRILLIC.search(word):
        word = _romanised(word)
    word = word.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("đ", "d")
    plain = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in plain if letter.isalpha())


def _romanised(word: str) -> str:
    letters = []
    for at, letter in enumerate(word):
        if letter == "е":
            letters.append("ye" if at == 0 or word[at - 1] in "аеиоуыэюяъь" else "e")
        else:
            letters.append(_ROMAN.get(letter, letter).replace("-", ""))
    roman = "".join(letters)
    return re.sub(r"(?:iy|yy)\Z", "iy", roman)


@lru_cache(maxsize=65536)
def surname_keys(surname: str) -> tuple[str, ...]:
    """The keys a surname is looked for by: whole, without its particles, and each half of a double name."""
    words = [word for word in re.split(r"[\s]+", surname) if word]
    bare = [word for word in words if name_key(word) not in _PARTICLES and not word.startswith("al-")]
    keys = [name_key("".join(words)), name_key("".join(bare or words))]
    halves = [name_key(half) for half in surname.split("-") if len(half) > 3] if "-" in surname else []
    return tuple(dict.fromkeys(key for key in (*keys, *halves) if key))
