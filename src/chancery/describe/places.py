"""Person names, offices and places as headings print them: what a line of an addressee block or a signature is."""

from __future__ import annotations

import re

# Words that make a line an office, not a name (handbook 1.3, 1.6).
OFFICE = re.compile(
    r"\b(?:President|Prime Minister|Minister|Chancellor|Chairman|Chairwoman|Secretary|Director|Ambassador|Speaker|"
    r"King|Queen|Emperor|"
    r"Shah|Premier|Attorney|Senator|Representative|Governor|Chief|Member|Deputy|Assistant|Under|Counsel(?:or)?|"
    r"Commissioner|"
    r"Administrator|Consul|Charg[eé]|Head|Marshal|Admiral|General|Colonel|Commander|Inspector|Judge|Justice|Professor|"
    r"Dean|Editor|"
    r"Legal|Special|Agent|Officer|Coordinator|Executive|Acting|Vice|Staff|Permanent|Archivist|Librarian|Manager|"
    r"Secretariat|"
    r"U\.S\. (?:Army|Navy|Air)|USN|USA|USAF|Ret|Президент\w*|Министр\w*|Председател\w*|Посол|Посл\w*|Генеральн\w*|"
    r"Секретар\w*)\b",
    re.IGNORECASE,
)
BODY = re.compile(
    r"\b(?:Department|Committee|Commission|House|Senate|Congress|Ministry|Embassy|Council|Agency|Bureau|Office|"
    r"Division|Government|"
    r"University|Institute|Company|Corporation|Organi[sz]ation|Library|Archives?|Union|Republic|Federation|Kingdom|"
    r"States|Alliance|"
    r"Street|Avenue|Road|Building|Room|Suite|Box|Washington|Legation|Mission|Headquarters|Section|Branch|Service|"
    r"Board|Panel|Court|Bank|Party|Press|Association|Foundation|Center|Centre)\b",
    re.IGNORECASE,
)
HONORIFIC = re.compile(
    r"\W{0,3}(?:To:?[ ])?(?P<honorific>(?:His|Her|Their)[ ](?:Royal[ ])?(?:Excellency|Majesty|Highness|Holiness|"
    r"Imperial Majesty|Eminence)|"
    r"H\.?E\.(?=[ ])|(?:The[ ])?(?:Right[ ])?Hon(?:ou?rable|\.)|Его[ ]Превосходительств[уо]|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|"
    r"Sir|Господину|Г-ну)(?=[\s,.:]|$)[,:.]?[ ]?",
    re.IGNORECASE,
)
STRONG_HONORIFIC = re.compile(
    r"(?:To:?[ ])?(?:(?:His|Her|Their)[ ](?:Royal[ ])?(?:Excellency|Majesty|Highness|Holiness|Eminence)|H\.?E\.[ ]|"
    r"(?:The[ ])?(?:Right[ ])?"
    r"Hon(?:ou?rable|\.)[ ]?|Его[ ]Превосходительств)",
    re.IGNORECASE,
)
_TITLE_BEFORE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Sen|Amb|Col|Adm|Sir|Prof|General|Ambassador|Senator|Admiral|Colonel|Professor|Г-ну|"
    r"Господину)\.?[ ]+)+",
)
_NAME_PART = re.compile(r"(?:[A-ZА-ЯЁ][\w.'’\-]*|de|van|von|der|la|le|al|bin|ibn|el|du|da|di|of|i)[.,]?$")


def strip_title(name: str) -> str:
    """The name without `Mr.`, `Dr.` ... where more than a surname follows (`Mr. John Roe` is `John Roe`, `Mr. Roe`
    stays).
    """
    match = _TITLE_BEFORE.match(name)
    if match is None or len(name[match.end() :].split()) < 2:
        return name
    return name[match.end() :]


def is_person_name(text: str) -> bool:
    """Whether a short line may be a person's name: one to six capitalised words, no number, no word of an office or a
    body.
    """
    plain = text.strip(" ,.;:_*\"'“”«»|~-")
    parts = re.sub(r"\b0[.,]", "O.", plain).split()
    if not 1 <= len(parts) <= 6 or len(plain) > 48 or any(char.isdigit() for part in parts for char in part):
        return False
    if OFFICE.search(plain) or BODY.search(plain):
        return False
    if sum(char.isalpha() for char in plain) < 3:
        return False
    return all(_NAME_PART.match(part) for part in parts)


def is_office(text: str) -> bool:
    """Whether a line names an office."""
    return bool(OFFICE.search(text)) and len(text) <= 110


_PLACE_PART = re.compile(r"(?:The )?[A-ZА-ЯЁ][\w.'’\-]+(?: (?:of|de|la|du|am|an|der|[A-ZА-ЯЁ][\w.'’\-]*|D\.?C\.?|20\d{3}))*")
_NO_PLACE = re.compile(
    r"\b(?:date|dated|no|ref|page|copy|draft|memo\w*|letter|message|subject|from|to|the|a|secret|confidential|"
    r"received|at|on|in|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|dear|file|attachment|"
    r"embassy|department|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|telegram|cable|note|approved|release\w*|by|time)\b",
    re.IGNORECASE,
)


def parse_place(text: str) -> str | None:
    """`Moscow, Kremlin` of a date line, as printed; None where the text is no place."""
    plain = text.strip(' ,.;:-–—"“”#*')
    if not 2 < len(plain) <= 48 or _NO_PLACE.search(plain) or any(char.isdigit() for char in plain.replace("20500", "")):
        return None
    parts = [part.strip() for part in plain.split(",")]
    if len(parts) > 3 or not all(_PLACE_PART.fullmatch(part) for part in parts):
        return None
    return plain
