"""The grammar of references to dated papers: what a paper is called, whose it is, what leads to its date (handbook 3.2).

Every pattern stands under a sentence it was made for. Names of persons begin with a capital, so those parts are told
apart by case.
"""

from __future__ import annotations

import re
from typing import Literal

Side = Literal["writer", "addressee", "other", "unknown"]

# What a paper is called, and the record type that word names (None: the word does not tell).
KINDS: tuple[tuple[str, str | None], ...] = (
    (r"[l1i][eco][tlf]{1,2}[ec]rs?", "letter"),
    (r"messages?", "message"),
    (r"notes?(?: verbales?)?", "note"),
    (r"telegrams?|cables?|cablegrams?|wires?", "cable"),
    (r"memorand(?:um|a|ums)|memos?", "memorandum"),
    (r"aides?-m[ée]moires?", "aide_memoire"),
    (r"airgrams?", "airgram"), (r"d[ei]spatch(?:es)?", "despatch"), (r"reports?", "report"),
    (r"repl(?:y|ies)|responses?|answers?|communications?|correspondence", None),
    (r"письм(?:о|а|ом|е|у)|писем", "letter"), (r"послани(?:е|я|ем|и|ю)", "message"), (r"нот(?:а|у|ы|ой|е)", "note"),
    (r"телеграмм(?:а|у|ы|ой|е)", "cable"), (r"памятн(?:ая|ую|ой) записк(?:а|у|ой|е)", "aide_memoire"),
    (r"ответ(?:а|е|ом)?|обращени(?:е|я|ем|и)", None),
)  # fmt: skip
# Tried on folded text: one pass without groups, and the table again on the few words it finds.
KIND = re.compile(r"\b(?:" + "|".join(words for words, _ in KINDS) + r")\b")
KIND_TYPES = tuple((re.compile(words), record_type) for words, record_type in KINDS)

# What the words before "letter" must end with when a date stands there
DATE_END = re.compile(r"(?:\d|\d(?:st|nd|rd|th)|[a-zа-я]{3})\.?\s$")
# Whose: "your letter", "my last two letters", "President Arden's message", "the Ministry's note"
OWNERS: tuple[tuple[str, Side], ...] = (
    (r"my|our|мо(?:е|ё|его|ем|ём|ю|й|я|и|их|им)|наш(?:е|его|у|а|ем|и|их)?", "writer"),
    (r"your|your own|ваш(?:е|его|у|а|ем|и|их|ей|им)?", "addressee"),
    (r"his|her|its|their|его|её|их", "other"),
)
ADJECTIVE = (
    r"(?:own|last|recent|latest|previous|earlier|first|second|third|two|three|several|kind|personal|private|"
    r"confidential|secret|oral|written|"
    r"thoughtful|important|joint|long|short|brief|friendly|very|most|cordial|gracious|warm|formal|official|diplomatic|"
    r"joint|public|"
    r"good|frank|helpful|letter and|messages? and|letters? and|последн\w+|личн\w+|конфиденциальн\w+)"
)
OWNER = re.compile(
    r"(?:^|(?<=[\s(\"“‘'—–-]))(?:"
    + "|".join(rf"(?P<o{index}>{words})" for index, (words, _) in enumerate(OWNERS))
    + r"|(?P<named>(?-i:(?:the )?(?:[A-ZА-Я][\w.\-]*\s){0,5}[A-ZА-Я][\w.\-]*))['’]s?|(?P<the>the|a|an|this|that))"
    + rf"(?P<adjectives>(?:\s{ADJECTIVE},?){{0,4}})\s$",
    re.IGNORECASE,
)

# After the kind: whom it went to or came from, its number, who sent it; then "of" or "dated", then the date.
NAMED = (
    r"(?:the |your |my |our )?[A-Z][\w.'’\-]*(?:\s[A-Z][\w.'’\-]*){0,5}"
    r"(?:\sof (?:the )?[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,3}(?:\sof [A-Z]\w+)?)?"
)
PERSON = rf"(?:you|me|him|her|us|them|your predecessor|my predecessor|{NAMED})"
MIDDLE = re.compile(
    rf"(?:\s(?:addressed )?to (?P<to>{PERSON}))?"
    rf"(?:\s(?:from|of|by) (?P<from>{PERSON}))?"
    rf"(?:\s(?:addressed )?to (?P<to2>{PERSON}))?"
    r"(?:,?\s\(?(?:No\.?|number|№)\s?(?P<number>[\w./\-]{1,30})\)?)?"
    rf"(?P<sent>,?\s(?:which|that)?\s?(?P<subject>you|I|he|she|we|they|{PERSON})\s(?:have |had )?"
    r"(?:sent|wrote|written|addressed|transmitted|handed|gave|delivered|received|forwarded|directed)"
    rf"(?:\s(?:to )?(?P<object>me|you|us|him|her|them|{PERSON}))?(?:\sfrom [A-Z]\w+)?)?"
    r"(?:,?\s(?:which|that) (?:was|were)|\s(?:was|were))?"
    r",?\s(?P<lead>(?i:of|dated|from|on|under date of|bearing (?:the )?date(?: of)?|от|за|"
    r"in|(?:sent|written|transmitted|delivered|addressed|received|handed over|forwarded|signed|issued) (?:on|in)))\s"
)
# "the President's letter last month", "the note that Zenda sent us yesterday": nothing leads to the date but itself
BARE = re.compile(r",?\s(?=(?:last|this) (?:week|month|year|morning)\b|yesterday\b)")
# "You assured President Novak, in your letter of January 11": who was assured got the letter
TOLD = re.compile(rf"\b(?:assured|told|informed|promised|answered|wrote to)\s(?P<to>{NAMED}),?\sin\s$")
# "the letter of December 22 from President Novak", "the letter of October 16, 1962, to Prime Minister Poe"
SENT = re.compile(
    rf",?\s(?:which|that)?\s?(?P<subject>you|I|he|she|we|they|{PERSON})\s(?:have |had )?"
    rf"(?:sent|wrote|addressed|handed|gave|forwarded)(?:\s(?:to )?(?P<object>me|you|us|him|her|them|{PERSON}))?(?=,?\s)"
)
AFTER_DATE = re.compile(
    rf",?\s(?:(?:from|by) (?P<from>{PERSON})(?:,?\s(?:addressed )?to (?P<to>{PERSON}))?|"
    rf"(?:addressed )?to (?P<to2>{PERSON}))(?!\w)"
)
TO_DATE = re.compile(r"(?:the\s|this\s|about\s|on or about\s)?")
RELATIVE = re.compile(
    r"(?:the )?\d{1,2}(?:st|nd|rd|th)? (?:inst(?:ant|\.)?|ult(?:imo|\.)?|prox(?:imo|\.)?|of (?:this|last) month)(?!\w)|"
    r"(?:the )\d{1,2}(?:st|nd|rd|th)(?!\w| of [A-Z])|the day before yesterday|today|yesterday|last night|"
    r"this (?:morning|afternoon|evening|month|date)|even date|сегодня|"
    r"last (?:week|month|year|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|"
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?!,? [A-Z\d])|прошлого месяца|вчера",
)
MONTH_ALONE = re.compile(r"(?:last |this )?(?P<month>[A-Z][a-z]{2,8}|[а-я]{3,8})(?!\s?\d|\w)")
# "yesterday's message", "last Friday's letter"
RELATIVE_BEFORE = re.compile(
    r"(?:^|[\s(])(?P<phrase>yesterday|today|this morning|last (?:week|month|night|Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday))['’]s\s$",
    re.IGNORECASE,
)
# "Decem-ber Z9", "January “Ll,": what OCR makes of a month and a day
MISREAD = re.compile(
    r"(?P<month>[A-Z][a-z]{1,8}(?:-\s?[a-z]{2,8})?)\.?[\s\"“'‘]{1,3}(?P<day>[\dIiLlOoQZzSsBb|!]{1,2})(?:st|nd|rd|th)?(?![\w/:])"
    r"(?:,?\s(?P<year>(?:1[789]|20)\d\d)(?!\d))?"
)
FIGURES = str.maketrans("IilLOoQZzSsBb|!", "111100022558811")
DAY_OF_MONTH = re.compile(
    r"(?:(?P<month>[A-Z][a-z]{2,8}|[а-я]{3,8})\s(?P<day>\d{1,2})|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?"
    r"(?P<month2>[A-Z][a-z]{2,8}|[а-я]{3,8}))(?:,?\s(?P<year>(?:1[789]|20)\d\d))?(?!\d)"
)
YEAR_ALONE = re.compile(r"(?P<year>(?:1[789]|20)\d\d)(?![\d/\-–])")
# "that of March 14" after "two letters of yours"; "yours of March 14"; "Novak's of December 22" after a letter named before
ELLIPTIC = re.compile(
    r"(?<![\w'’])(?:(?P<that>that|the one|those)|(?P<yours>yours)|(?P<mine>mine|ours)|"
    r"(?P<named>(?-i:[A-Z][\w\-]+))['’]s)\s(?:of|dated)\s",
    re.IGNORECASE,
)
OF_YOURS = re.compile(r"\sof (?P<side>yours|mine|ours|his|hers|theirs)\b", re.IGNORECASE)
# "your letters of November 14 and January 9": a second date of the same words
NEXT_DATE = re.compile(r"(?:,|,?\s(?:and|&|as well as|и))\s(?:of\s|dated\s|от\s)?(?:the\s)?$")
# "I wrote to you on March 3", "you wrote on the 28th"
WROTE = re.compile(
    r"\b(?P<subject>I|[Yy]ou|[Hh]e|[Ss]he|[Ww]e|[Tt]hey)\s(?:had |have )?(?:wrote|written|cabled|"
    r"telegraphed)(?:\s(?:to )?(?P<object>you|me|us|him|her))?"
    r"(?:\s(?:again|earlier|personally))?\s(?P<lead>on|of)\s"
)
BETWEEN_DAYS = re.compile(r"\s(?:and|&|и)\s")
SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})(?<!\bNo)[.!?][\"”]?\s+(?=[A-ZА-Я\"“])|\n\n")
