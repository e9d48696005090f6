"""The words that reviewers' stamps print, as patterns that allow for what OCR makes of them.

A stamp is often faint, struck across other print or set askew: spaces are lost or come in (`DATE/CASEID`, `RELEASEDIN
FULL`), letters are read as figures or as their Cyrillic twins (`UNITED5TATES`, `№ С05412214`). Forms after handbook 2.5
to 2.7.
"""

from __future__ import annotations

import re

_TWINS = {
    "A": "A4А", "B": "B8В", "C": "CСG(", "D": "D0O", "E": "EЕF€3", "F": "FET", "G": "GC6", "H": "HНN", "I": "I1l|!",
    "K": "KК", "L": "L1I|", "M": "MМ", "N": "NMHИ", "O": "O0QDО", "P": "PРF", "R": "RKГ", "S": "S5$", "T": "T7Т",
    "U": "UVЦ", "V": "VYU", "W": "W", "X": "XХ", "Y": "YVУ", "Z": "Z2",
}  # fmt: skip


def noisy(words: str) -> str:
    """A pattern (for IGNORECASE) of printed capitals: each letter or its twins, spaces there or not."""
    parts = []
    for char in words:
        if char == " ":
            parts.append(r"[ .]{0,2}")
        elif char in _TWINS:
            parts.append("[" + re.escape(_TWINS[char]) + "]")
        else:
            parts.append(re.escape(char) + "?")
    return "".join(parts)


_CALENDAR_FIGURE = r"[\dOoIl|()]"
FIGURE = r"[\dOoIlSB|]"

# RELEASED IN FULL (older form); RELEASE IN PART (newer form); DENIED IN FULL; EXCISED
_IN = r"[ ]?[I1l|][NM][ ]?"
STATUS = (
    rf"(?P<word>(?P<released>{noisy('RELEASE')}D?){_IN}(?P<extent>{noisy('FULL')}|{noisy('PART')})|"
    rf"{noisy('DENIED')}(?:{_IN}(?:{noisy('FULL')}|{noisy('PART')}))?|{noisy('EXCISE')}D?)"
)
STATUS_IN = rf"(?:{noisy('RELEASE')}D?|{noisy('DENIED')}){_IN}(?:{noisy('FULL')}|{noisy('PART')})"
# REVIEW AUTHORITY: WILLIAM J ROE
REVIEW_AUTHORITY = noisy("REVIEW AUTHORITY")
# DATE/CASE ID: 25 APR 2005 200403510
DATE_CASE_ID = rf"{noisy('DATE')}[ ]?[/IlJ|1]?[ ]?{noisy('CASE')}[ ]?[I1l|][DO0]"
# UNITED STATES DEPARTMENT OF STATE; U.S. Department of State
STATE_NAME = noisy("UNITED STATES DEPARTMENT OF STATE")
STATE_SHORT = rf"U[.,]?[ ]?S[.,]?[ ]?{noisy('DEPARTMENT OF STATE')}"
# Case No. F-2012-31234 Doc No. C05123456 Date: 06/30/2015
_NUMBER_SIGN = r"(?:N[oо0°]?|№)[.,:]?[ ]?"
CASE_NUMBER = rf"{noisy('CASE')}[ ]?{_NUMBER_SIGN}(?P<case>(?P<kind>FL|F|M|P)[-–—_ ]?(?P<year>{FIGURE}{{4}})[-–—_ ]?(?P<item>{FIGURE}{{5}}))"
DOC = r"[Ddf][o0][ceс][ ]?(?:N[oeо0°]?|№)[.,:]?[ ]?"
DOCUMENT_NUMBER = (
    rf"(?:{DOC}(?P<document>[CС©€(GQ0][ ]?(?P<item>{FIGURE}{{8}}))|(?<![\w])(?P<bare>C(?P<bare_item>\d{{8}})))(?!\w)"
)
FOOTER_DATE = rf"{noisy('DATE')}[:.;,'’]?[ ]?(?P<date>{_CALENDAR_FIGURE}{{1,2}}/{_CALENDAR_FIGURE}{{1,2}}/[\dOoIl]{{4}})"
# By KML, NARA, Date 4-11-95; By RTW NARA Date 10/8/14
ARCHIVIST = (
    rf"\b[B8][Y¥][ :.]{{0,2}}(?P<by>[A-Z]{{2,4}})(?:/[A-Z]{{2,4}})?[,.]?[ ]?(?P<nara>NAR[AS])\w{{0,2}}[,.]?[ ]?(?:{noisy('DATE')})?"
    rf"[:., ]{{0,3}}(?P<date>{_CALENDAR_FIGURE}{{1,2}}[-/]{_CALENDAR_FIGURE}{{1,2}}[-/]{FIGURE}{{2,4}})?"
)
# 2014-0229-M, 2006-0459-F, 1998-0170-F-1, 2010-1999-MR; NLK-75-92, NLR-362-7-40-10-7; MR 76-49; NND 959417
LIBRARY_CASE = (
    rf"(?:(?<![\w-])|(?<=Authority))(?P<case>(?:19|20)\d\d-\d{{4}}-(?:MR|[FMS])(?:-\d)?|NL[A-Z]{{1,2}}[- ]?[A-Z]?\d[\d\-/]*\d|MR[ ]?\d\d-\d+|"
    rf"{noisy('NND')}[ ]?\d{{5,6}})(?!\d)"
)
# Declassified/Released US Department of State EO Systematic Review 20 Mar 2014
SYSTEMATIC = (
    rf"(?P<word>{noisy('DECLASSIFIED')}/{noisy('RELEASED')})?.{{0,4}}(?P<agency>{STATE_SHORT})?.{{0,4}}"
    rf"E[OQ0][ ]?{noisy('SYSTEMATIC REVIEW')}[ ]?(?P<date>\d\d? [A-Z]{{3}} \d{{4}})"
)
# DECLASSIFIED IN PART / PER E.O. 13526; DECLASSIFIED E.O. 12356, Sec. 3.4; SANITIZED NLK-...
DECLASSIFIED = (
    rf"(?P<word>(?:{noisy('DECLASSIFIED')}|{noisy('SANITIZED')})(?:{_IN}(?P<extent>{noisy('PART')}|{noisy('FULL')}))?)"
)
ORDER = r"(?P<order>E\W{0,2}[O0D]\W{0,3}1\d{4})"
# DECLASSIFIED UNDER AUTHORITY OF THE INTERAGENCY SECURITY CLASSIFICATION APPEALS PANEL ... ISCAP APPEAL NO. 2008-003,
# document no. 1, DECLASSIFICATION DATE: March 11, 2011
PANEL = rf"{noisy('INTERAGENCY SECURITY CLASSIFICATION')}|{noisy('APPEALS PANEL')}"
PANEL_CASE = rf"{noisy('ISCAP')}(?:[ ]?{noisy('APPEAL')})?[ ]?{_NUMBER_SIGN}(?P<case>\d{{4}}-\d{{3}})"
PANEL_DOCUMENT = rf"\b{noisy('DOCUMENT')}[ ]?{_NUMBER_SIGN}(?P<document>\d{{1,3}})"
PANEL_DATE = rf"{noisy('DECLASSIFICATION DATE')}[:., ]{{0,3}}(?P<date>[^\n]{{6,24}})"


def figures(text: str) -> str:
    """Digits as they were meant: `2OO4O351O` is `200403510`."""
    return text.translate(str.maketrans("OoQIlSB|()", "0001158100"))
