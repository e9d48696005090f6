"""Parties that are no persons: states, ministries, embassies, committees, the addresses of cables."""

from __future__ import annotations

import re

from chancery.link.names import LONGEST_NAME

# Words that stand in the name of a body and in no person's name.
_BODY = re.compile(
    r"\b(?:embassy|amembassy|amconsul|amconsulate|consulate|legation|usmission|usdel|usun|usnato|secstate|secdef|mission|"
    r"department|dept|ministry|government|republic|federation|kingdom|union|states|council|committee|commission|congress|"
    r"senate|house of|agency|bureau|division|branch|directorate|secretariat|board|headquarters|hqs?|staff|command|"
    r"office of|archives|library|university|institute|foundation|corporation|company|party of|delegation|delegations|"
    r"nato|cia|fbi|nsc|nsa|jcs|usia|white house|situation room|station|collective|posts|all diplomatic|chief of|director|"
    r"files?|record|memorandum|group|team|service|services|press|news|association|society|forces?|army|navy|"
    r"посольств\w*|министерств\w*|правительств\w*|комитет\w*)\b",
    re.IGNORECASE,
)
# The routing indicator of a cable's address: RUEHMO, RUEKJCS.
_ROUTING = re.compile(r"\bRU[A-Z]{4,6}\b")
# The symbol of an office in capitals: EUR/RUS, S/S-O.
_SYMBOL = re.compile(r"[A-Z0-9&]+(?:[/-][A-Z0-9&]+)*/[A-Z0-9&]+(?:[/-][A-Z0-9&]+)*\.?")
# States and capitals by themselves, as cables and memoranda of conversation name their sides.
_PLACES = frozenset(
    """washington moscow london paris bonn berlin brussels kiev kyiv minsk vienna geneva tokyo beijing peking rome ottawa
    warsaw prague budapest bucharest sofia belgrade ankara athens madrid lisbon oslo stockholm helsinki copenhagen dublin
    canberra cairo jerusalem tehran baghdad damascus beirut amman riyadh kabul islamabad delhi dhaka bangkok saigon hanoi
    seoul pyongyang manila jakarta havana mexico brasilia santiago lima bogota caracas pretoria lagos nairobi
    russia ussr us usa uk germany france britain china japan italy canada poland ukraine belarus kazakhstan cuba vietnam
    korea israel egypt iran iraq syria turkey greece spain india pakistan afghanistan soviet american russian british""".split()
)


def names_a_body(name: str) -> bool:
    """Whether a party's name is that of a state, an organisation, a place, a symbol or an address, and of no person."""
    if _BODY.search(name) or _ROUTING.search(name) or _SYMBOL.fullmatch(name.strip()):
        return True
    if len(name) > LONGEST_NAME:
        return True
    words = re.findall(r"[^\W\d_]+", name.lower())
    return not words or all(word in _PLACES or len(word) == 1 for word in words)
