"""What the codes beside an excision claim: a table of grounds, and how a printed code finds its row.

Sources: Freedom of Information Act (5 U.S.C. 552(b)), executive orders 12958, 13292 and 13526, the Presidential Records Act
(44 U.S.C. 2204), the JFK Act (44 U.S.C. 2107 note), as the handbook gathers them (2.2, 2.6, 2.7). Words are our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """What a code claims: `meaning` for the reader, `law` the place it stands at."""

    meaning: str
    law: str


FOIA = "Freedom of Information Act"
_FOIA = {
    "1": "Classified by an executive order",
    "2": "Internal personnel rules and practices",
    "3": "Another statute forbids release",
    "4": "Trade secrets, or commercial or financial information given in confidence",
    "5": "Advice and drafts between or within agencies, and lawyers' papers",
    "6": "A clearly unwarranted invasion of personal privacy",
    "7": "Law enforcement records",
    "7A": "Law enforcement: would interfere with proceedings",
    "7B": "Law enforcement: would deprive someone of a fair trial",
    "7C": "Law enforcement: personal privacy",
    "7D": "Law enforcement: a confidential source",
    "7E": "Law enforcement: techniques and procedures",
    "7F": "Law enforcement: someone's life or safety",
    "8": "Supervision of financial institutions",
    "9": "Geological and geophysical data on wells",
}
_REASONS = {
    "A": "Military plans, weapons systems or operations",
    "B": "From a foreign government",
    "C": "Intelligence activities, sources or methods, or cryptology",
    "D": "Foreign relations or activities, including confidential sources",
    "E": "Scientific, technological or economic matters of national security",
    "F": "Safeguarding nuclear materials or facilities",
    "G": "Vulnerabilities or capabilities of systems, installations, projects or plans",
    "H": "Weapons of mass destruction",
}
_HELD_LONGER = {
    "1": "A human source, or an intelligence method in use",
    "2": "Weapons of mass destruction",
    "3": "Cryptologic systems",
    "4": "Technology in a weapon system",
    "5": "War plans still in effect",
    "6": "Serious harm to relations with a foreign government",
    "7": "Protection of the President and others",
    "8": "Emergency plans or current vulnerabilities",
    "9": "A statute, treaty or agreement forbids release",
}
_PRESIDENTIAL = {
    "P1": "Classified national security information",
    "P2": "Appointments to federal office",
    "P3": "A statute forbids release",
    "P4": "Trade secrets, or confidential commercial or financial information",
    "P5": "Confidential advice between the President and his advisers",
    "P6": "A clearly unwarranted invasion of personal privacy",
    "C": "Closed by the donor's deed of gift",
    "PRM": "A personal record misfiled",
    "RR": "Will be reviewed on request",
}
_JFK = {
    "1A": "Identity of an intelligence agent",
    "1B": "An intelligence source or method",
    "1C": "Another matter of defence, intelligence or foreign relations",
    "2": "A living person who gave information in confidence",
    "3": "An unwarranted invasion of personal privacy",
    "4": "An understanding of confidentiality between government and a source",
    "5": "A security or protective procedure",
}
_OTHER = {
    "STAT": Ground("A statute forbids release", "Marginal mark of the CIA"),
    "ILLEGIB": Ground("Cannot be read in the original; nothing is claimed", "Marginal mark of the CIA"),
    "NR": Ground("Not responsive to the request", "Reviewer's mark"),
}
# "1.4(D)", "1.5 (b)", "B1,1.4(D)": the section names the ground only together with its order (handbook 2.1).
REASON = re.compile(r"1\.([45])\(?([A-H])\)?")
# "3.3(b)(6)", "25X6", "50X1-HUM"
LONGER = re.compile(r"(?:3\.[34]\(B\)\((\d)\)|(25|50)X(\d)(?:-?(HUM|WMD))?)")
# "B1", "(b)(1)", "b(7)(C)", "B-6", "b7C"
STATUTE = re.compile(r"\(?B\)?-?\(?([1-9])\)?\(?([A-F])?\)?")
JFK_ACT = re.compile(r"(?:JFKACT)?(?:SEC(?:TION)?\.?)?6\(?([1-5])\)?\(?([ABC])?\)?")


def explain_code(code: str) -> Ground | None:
    """The ground a printed code claims; None where the code is in no list we know. Spaces and case do not count."""
    plain = re.sub(r"[\s,;]", "", code).upper()
    if plain in _OTHER:
        return _OTHER[plain]
    if plain.replace("-", "") in _PRESIDENTIAL:
        return Ground(_PRESIDENTIAL[plain.replace("-", "")], "Presidential Records Act")
    for explain in (_reason, _longer, _jfk_act, _statute):
        ground = explain(plain)
        if ground is not None:
            return ground
    return None


def _reason(code: str) -> Ground | None:
    match = REASON.fullmatch(code)
    if match is None or (match[1] == "5" and match[2] == "H"):
        return None
    order = "E.O. 13526 or 13292" if match[1] == "4" else "E.O. 12958"
    return Ground(_REASONS[match[2]], f"{order}, sec. 1.{match[1]}({match[2].lower()})")


def _longer(code: str) -> Ground | None:
    if code in ("3.5(C)", "3.5C"):
        return Ground("No longer classified, but withheld under another law", "E.O. 13526, sec. 3.5(c)")
    match = LONGER.fullmatch(code)
    if match is None:
        return None
    if match[2] == "50":
        meaning = {"HUM": "A confidential human source", "WMD": "Weapons of mass destruction"}.get(match[4] or "")
        return Ground(meaning or "Exempt from release at fifty years", "E.O. 13526, sec. 3.3(h)")
    number = match[1] or match[3]
    if number not in _HELD_LONGER:
        return None
    return Ground(_HELD_LONGER[number], f"E.O. 13526, sec. 3.3(b)({number})")


def _jfk_act(code: str) -> Ground | None:
    if code in _JFK and code[-1].isalpha():
        return Ground(_JFK[code], f"JFK Act, sec. 6(1)({code[1]})")
    match = JFK_ACT.fullmatch(code)
    if match is None or not code.startswith("JFK"):
        return None
    meaning = _JFK.get(match[1] + (match[2] or ""))
    section = f"6({match[1]})" + (f"({match[2]})" if match[2] else "")
    return Ground(meaning, f"JFK Act, sec. {section}") if meaning else None


def _statute(code: str) -> Ground | None:
    match = STATUTE.fullmatch(code)
    if match is None:
        return None
    key = match[1] + (match[2] or "")
    if key not in _FOIA:
        return None
    letter = f"({match[2]})" if match[2] else ""
    return Ground(_FOIA[key], f"{FOIA}, (b)({match[1]}){letter}")
