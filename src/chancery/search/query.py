"""The user's language: any text to a query tree; what can be mended is mended and said, what cannot raises QueryError.

Terms are ANDed. `AND`, `OR`, `NOT` in capitals, `( )`, `"a b"`, `"a b"~5`, `word*`, `word~`, `field:value`, `field:"..."`,
`field:(a OR b)`, `date:1994..1995`. The grammar for people is docs/reference/search.md.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from chancery.errors import QueryError
from chancery.search.dates import When, parse_when
from chancery.search.fields import FIELDS, HAS, LANGUAGES, TYPES, SearchField, language_code
from chancery.search.fold import clean, fold
from chancery.search.names import initials_of, is_forename, name_patterns, split_patterns
from chancery.search.readback import say
from chancery.search.tree import (
    And,
    Atom,
    Choice,
    Dated,
    Everything,
    Mended,
    Name,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    Slot,
)

LONGEST_QUERY = 4_000  # code points
MOST_TERMS = 200
DEEPEST = 25  # groups within groups
FARTHEST = 50  # words of near
USUAL_NEAR = 5
_QUOTES = '"“”„‟«»＂'
_SUFFIX = re.compile(r"~(\d*)")
_FIELD = re.compile(r"([A-Za-z_]+):")
_OPERATORS = ("AND", "OR", "NOT")

_INITIALS = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.)+")
_NAME_FIELDS = ("from", "to", "with")
MOST_FORENAMES = 3

TokenKind = Literal["word", "quote", "open", "close", "operator", "name"]


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the query: `text` without quotes and field; `after` is the `~` figure behind a quote, -1 where none is."""

    kind: TokenKind
    text: str
    start: int
    end: int
    field: str | None = None
    after: int = -1


@dataclass(slots=True)
class _Group:
    """A group being read: alternatives (parted by OR) of terms (ANDed), and what stands before the next term."""

    start: int
    within: str | None
    negated: bool
    alternatives: list[list[Node]] = field(default_factory=lambda: [[]])
    pending: list[_Token] = field(default_factory=list)  # operators that wait for the term they govern


@dataclass(slots=True)
class _Reading:
    """The state of one parse: the query, what was mended, how many terms there are."""

    text: str
    mended: list[Mended] = field(default_factory=list)
    terms: int = 0

    def mend(self, start: int, end: int, sentence: str) -> None:
        self.mended.append(Mended(start, end, sentence))


def parse_query(text: str) -> Query:
    """Read the user's language.

    Any text gives a query or QueryError, whose `start` and `end` are code points of the text and whose message says in a
    sentence what is wrong there. An empty text asks for every record.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            f"The query has {len(text):,} characters; {LONGEST_QUERY:,} can be read",
            start=LONGEST_QUERY, end=len(text), remedy="Ask for fewer words at once.",
        )  # fmt: skip
    # What was typed is said back, also in JSON, so it must be sayable; places in it do not move.
    text = clean(text)
    reading = _Reading(text)
    tokens = _join_names(_settle_operators(list(_tokens(reading)), reading), text)
    root = _build(tokens, reading) if text.strip() else Everything()
    return Query(text, root, say(root), tuple(sorted(reading.mended, key=lambda mended: mended.start)))


# --- from characters to tokens ----------------------------------------------------------------------------------------


def _tokens(reading: _Reading) -> Iterator[_Token]:
    text, at = reading.text, 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "()":
            yield _Token("open" if char == "(" else "close", char, at, at + 1)
            at += 1
        else:
            token = _quote(reading, at, at, None) if char in _QUOTES else _word_or_field(reading, at)
            yield token
            at = token.end


def _quote(reading: _Reading, start: int, at: int, field_name: str | None) -> _Token:
    """The quoted words whose first quote stands at `at`."""
    text = reading.text
    end = next((index for index in range(at + 1, len(text)) if text[index] in _QUOTES), None)
    if end is None:
        if text[at + 1 :].strip():
            reading.mend(at, at + 1, "The open quotation mark was closed at the end.")
        return _Token("quote", text[at + 1 :], start, len(text), field_name)
    after = _SUFFIX.match(text, end + 1)
    if after is None:
        return _Token("quote", text[at + 1 : end], start, end + 1, field_name)
    distance = _number(after[1], USUAL_NEAR)
    if not after[1]:
        reading.mend(after.start(), after.end(), f"~ without a figure was read as within {USUAL_NEAR} words.")
    elif distance > FARTHEST:
        reading.mend(after.start(), after.end(), f"Words are looked for within {FARTHEST} words of each other at most.")
    return _Token("quote", text[at + 1 : end], start, after.end(), field_name, min(distance, FARTHEST))


def _number(digits: str, otherwise: int) -> int:
    # \d takes the figures of every script, and so does int; more than a few of them are far beyond any limit.
    return int(digits[:6]) if digits else otherwise


def _word_or_field(reading: _Reading, start: int) -> _Token:
    text = reading.text
    match = _FIELD.match(text, start)
    name = match[1].casefold() if match else None
    if match is None or name is None:
        return _bare_word(text, start, start, None)
    at = match.end()
    if name not in FIELDS:
        if at < len(text) and (text[at].isalnum() or text[at] in _QUOTES):
            reading.mend(start, at, _no_field(text[start:at], name))
        return _bare_word(text, start, start, None)
    if at < len(text) and text[at] in _QUOTES:
        return _quote(reading, start, at, name)
    if at < len(text) and text[at] == "(":
        return _Token("open", "(", start, at + 1, name)
    if at == len(text) or text[at].isspace() or text[at] == ")":
        reading.mend(start, at, f"“{text[start:at]}” has nothing behind it and was taken as a word.")
        return _Token("word", text[start : at - 1], start, at)
    return _bare_word(text, start, at, name)


def _no_field(written: str, name: str) -> str:
    near = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.7)
    return f"“{written}” is no field and was read as a word" + (f"; “{near[0]}:” is one." if near else ".")


def _bare_word(text: str, start: int, at: int, field_name: str | None) -> _Token:
    """A word up to white space, a quote or a bracket; a bracket pair inside a word belongs to it, as in `1.4(d)`."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] != ")" and text[end] not in _QUOTES:
        if text[end] == "(":
            closed = re.match(r"\([^\s()]*\)", text[end:])
            if end == at or closed is None or text[at:end] in _OPERATORS:
                break
            end += closed.end()
        else:
            end += 1
    word = text[at:end]
    kind: TokenKind = "operator" if field_name is None and word in _OPERATORS else "word"
    return _Token(kind, word, start, end, field_name)


def _settle_operators(tokens: list[_Token], reading: _Reading) -> list[_Token]:
    """A query of operators alone asks for these words; brackets that do not pair are closed at the end or set aside."""
    if tokens and all(token.kind in ("operator", "open", "close") for token in tokens):
        words = [replace(token, kind="word") for token in tokens if token.kind == "operator"]
        for token in words:
            reading.mend(token.start, token.end, f"{token.text} has nothing to join and was taken as a word.")
        return words
    open_at: list[int] = []
    stray: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind == "open":
            open_at.append(index)
        elif token.kind == "close":
            if open_at:
                open_at.pop()
            else:
                stray.add(index)
                reading.mend(token.start, token.end, "A closing bracket without an opening one was set aside.")
    if open_at:
        first = tokens[open_at[0]]
        several = f"{len(open_at)} open brackets were" if len(open_at) > 1 else "The open bracket was"
        reading.mend(first.start, first.end, f"{several} closed at the end.")
    return [token for index, token in enumerate(tokens) if index not in stray]


def _join_names(tokens: list[_Token], text: str) -> list[_Token]:
    """Forenames or initials with the Russian surname behind them are one name: `B. N. El'tsin`."""
    joined: list[_Token] = []
    for token in tokens:
        if token.kind == "word" and _is_plain(token) and name_patterns(token.text):
            first = len(joined)
            while first and len(joined) - first < MOST_FORENAMES and _is_forename(joined[first - 1], token.field):
                first -= 1
            if first < len(joined):
                start = joined[first].start
                said = text[joined[first].end - len(joined[first].text) : token.end]
                token = replace(token, kind="name", text=said, start=start)
                del joined[first:]
        joined.append(token)
    return joined


def _is_plain(token: _Token) -> bool:
    return "*" not in token.text and "~" not in token.text


def _is_forename(token: _Token, field_name: str | None) -> bool:
    if token.kind != "word" or token.field != field_name or not _is_plain(token):
        return False
    return is_forename(token.text) or (token.text[0].isupper() and _INITIALS.fullmatch(token.text) is not None)


# --- from tokens to the tree ------------------------------------------------------------------------------------------


def _build(tokens: list[_Token], reading: _Reading) -> Node:
    stack = [_Group(0, None, False)]
    for token in tokens:
        group = stack[-1]
        if token.kind == "operator":
            group.pending.append(token)
        elif token.kind == "open":
            if len(stack) > DEEPEST:
                raise QueryError(
                    f"Brackets stand more than {DEEPEST} deep here", start=token.start, end=token.end,
                    remedy="Write the query with fewer brackets.",
                )  # fmt: skip
            stack.append(_Group(token.start, token.field or group.within, _govern(group, reading)))
        elif token.kind == "close":
            _close(stack, reading)
        else:
            # A word of a group with a field takes it, unless it names its own: from:(Torvane OR Vesk).
            node = _term(token if token.field else replace(token, field=group.within), reading)
            negated = _govern(group, reading)
            _place(group, node, negated)
    while len(stack) > 1:
        _close(stack, reading)
    _drop_pending(stack[0], reading)
    return _finish(stack[0])


def _govern(group: _Group, reading: _Reading) -> bool:
    """Use up the operators before a term: whether it is negated; OR opens an alternative, what is too many is dropped."""
    negated = False
    joined = False
    for token in group.pending:
        if token.text == "NOT":
            negated = not negated
        elif joined or negated or not group.alternatives[-1]:
            reading.mend(token.start, token.end, f"{token.text} has nothing to join here and was set aside.")
        else:
            joined = True
            if token.text == "OR":
                group.alternatives.append([])
    group.pending.clear()
    return negated


def _drop_pending(group: _Group, reading: _Reading) -> None:
    for token in group.pending:
        reading.mend(token.start, token.end, f"{token.text} has nothing to join here and was set aside.")
    group.pending.clear()


def _place(group: _Group, node: Node | None, negated: bool) -> None:
    if node is not None:
        group.alternatives[-1].append(Not(node) if negated else node)


def _close(stack: list[_Group], reading: _Reading) -> None:
    group = stack.pop()
    _drop_pending(group, reading)
    node = _finish(group)
    _place(stack[-1], None if isinstance(node, Nothing) else node, group.negated)


def _finish(group: _Group) -> Node:
    alternatives = [_and(terms) for terms in group.alternatives if terms]
    if not alternatives:
        return Nothing()
    if len(alternatives) == 1:
        return alternatives[0]
    flat = [child for node in alternatives for child in (node.children if isinstance(node, Or) else (node,))]
    return Or(tuple(flat))


def _and(terms: list[Node]) -> Node:
    if len(terms) == 1:
        return terms[0]
    return And(tuple(child for node in terms for child in (node.children if isinstance(node, And) else (node,))))


# --- terms ------------------------------------------------------------------------------------------------------------


def _term(token: _Token, reading: _Reading) -> Node | None:
    """The node of a word or quote; None where it holds nothing that could be looked for."""
    reading.terms += 1
    if reading.terms > MOST_TERMS:
        raise QueryError(
            f"The query has more than {MOST_TERMS} terms", start=token.start, end=token.end,
            remedy="Ask for fewer words at once.",
        )  # fmt: skip
    known = FIELDS[token.field] if token.field else None
    if known is not None and known.kind == "date":
        return _dated(token)
    if known is not None and known.kind == "choice":
        return _choice(token, known)
    if known is not None and known.kind == "id":
        return Choice("id", (token.text.strip(),), token.text.strip())
    if token.kind == "name":
        return _name(token)
    if token.kind == "quote" and token.field in _NAME_FIELDS and token.after < 0:
        return _quoted_name(token, reading)
    phrase = _phrase(token, reading)
    if phrase is None:
        reading.mend(token.start, token.end, f"“{_short(token.text)}” has no letter or figure and was set aside.")
    return phrase


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def _phrase(token: _Token, reading: _Reading) -> Phrase | None:
    quoted = token.kind == "quote"
    offset = token.end - len(token.text) if not quoted else token.start
    slots: list[Slot] = []
    for match in re.finditer(r"\S+", token.text):
        slots += _slots(match[0], offset + match.start(), quoted, token, reading)
    if not slots:
        return None
    if token.after >= 0:
        # Near itself stands every word: one that is asked for twice (also as `non-member` and `nonmember`) is asked once.
        slots = list({slot.ways[-1]: slot for slot in reversed(slots)}.values())[::-1]
    near = token.after if token.after >= 0 and len(slots) > 1 else None
    if quoted and len(slots) == 1 and token.after >= 0:
        # "word"~ can only mean the misread forms of this one word.
        slots = list(_slots(f"{slots[0].said}~", token.start, False, token, reading))
    return Phrase(tuple(slots), token.field, token.start, token.end, near, quoted)


def _quoted_name(token: _Token, reading: _Reading) -> Node | None:
    """A name in quotation marks in a field of names: `from:"Boris Yeltsin"`, `from:"Yeltsin, Boris"`."""
    last, comma, first = token.text.partition(",")
    said = f"{first.strip()} {last.strip()}" if comma and first.strip() else token.text.strip()
    words = [_Token("word", word, token.start, token.end, token.field) for word in said.split()]
    names = _join_names(words, "")
    if len(words) > 1 and len(names) == 1:
        return _name(replace(token, kind="name", text=said))
    if len(words) == 1:
        token = replace(token, kind="word", text=said)
    phrase = _phrase(token, reading)
    # The order of the parts of a name is that of the list it stands in.
    return replace(phrase, near=3) if phrase and comma and len(phrase.slots) > 1 else phrase


def _name(token: _Token) -> Node:
    *forenames, surname = token.text.split()
    slot = _name_slot(_exact_slots(surname)[0])
    last = Phrase((slot,), token.field, token.start, token.end)
    parted = tuple(tuple(Atom("", "name", patterns=(pattern,)) for pattern in pair) for pair in split_patterns(surname))
    beside = replace(slot, ways=slot.ways + parted)
    first = forenames[0]
    initials = initials_of(first)
    if _INITIALS.fullmatch(first):
        # An initial stands for any forename that begins so; further initials may be left out in the text, and are here.
        any_name = Atom("", "name", patterns=tuple(f"{letter}.*" for letter in initials))
        forename: Node = Phrase((Slot(first, ((any_name,),)), beside), token.field, token.start, token.end, near=2)
    else:
        letter = Atom("", "name", patterns=initials)
        forename = Or(
            (
                Phrase((_name_slot(_exact_slots(first)[0]),), token.field, token.start, token.end),
                Phrase((Slot(first[0], ((letter,),)), beside), token.field, token.start, token.end, near=2),
            )
        )
    return Name(token.text, And((last, forename)))


_MISREAD = re.compile(r"(.*[^\W_].*?)~(\d*)\Z")


def _slots(word: str, at: int, quoted: bool, token: _Token, reading: _Reading) -> list[Slot]:
    """The slots of one typed word: one as a rule, several where signs part it (`www.state.gov`)."""
    misread = _MISREAD.match(word)
    if misread:
        distance = _number(misread[2], -1)
        if distance > 2:
            reading.mend(token.start, token.end, "At most two misread letters are allowed for.")
        return [_misread_slot(slot, distance) for slot in _exact_slots(misread[1])]
    if "*" in word:
        slots = _wild_slots(word)
        if slots and not any(atom.kind == "wild" for slot in slots for atom in slot.ways[0]):
            reading.mend(at, at + len(word), f"“{_short(word)}” was read without its *.")
        return slots
    slots = _exact_slots(word)
    # In quotation marks a name is looked for as it is spelled; elsewhere a capital tells that a name is meant.
    return slots if quoted else [_name_slot(slot) for slot in slots]


def _exact_slots(word: str) -> list[Slot]:
    folded = fold(word)
    covered: dict[int, tuple[int, str, tuple[str, ...]]] = {}
    for compound in folded.compounds:
        # The whole compound stands before its pairs in the list.
        if not any(start <= compound.start < end for start, (end, _, _) in covered.items()):
            covered[compound.start] = (compound.end, compound.joined, compound.parts)
    slots: list[Slot] = []
    beyond = 0
    for match in re.finditer(r"\S+", folded.plain):
        if match.start() < beyond:
            continue
        if match.start() in covered:
            beyond, joined, parts = covered[match.start()]
            said = word[slice(*folded.original(match.start(), beyond))]
            slots.append(Slot(said, (tuple(Atom(part) for part in parts), (Atom(joined),))))
        else:
            said = word[slice(*folded.original(*match.span()))]
            slots.append(Slot(said, ((Atom(match[0]),),)))
    return slots


def _wild_slots(word: str) -> list[Slot]:
    pieces = [fold(piece).plain for piece in word.split("*")]
    text = "*".join(pieces)
    slots: list[Slot] = []
    for part in text.split():
        letters = part.replace("*", "")
        if not letters:
            continue
        part = re.sub(r"\*+", "*", part)
        slots.append(Slot(part, ((Atom(part, "wild" if "*" in part else "word"),),)))
    return [replace(slots[0], said=word)] if len(slots) == 1 else slots


def _misread_slot(slot: Slot, distance: int) -> Slot:
    return Slot(slot.said, tuple(tuple(_misread_atom(atom, distance) for atom in way) for way in slot.ways))


def _misread_atom(atom: Atom, distance: int) -> Atom:
    """A short word allows no letter to change freely (it would be any word), a long one two."""
    length = len(atom.text)
    allowed = 0 if length < 4 else 1 if length < 9 else 2
    return Atom(atom.text, "misread", allowed if distance < 0 else min(distance, allowed if length < 4 else 2))


def _name_slot(slot: Slot) -> Slot:
    joined = slot.ways[-1]
    if len(joined) != 1:
        return slot
    patterns = name_patterns(slot.said)
    if not patterns:
        return slot
    return Slot(slot.said, ((replace(joined[0], kind="name", patterns=patterns),), *slot.ways))


def _dated(token: _Token) -> Dated:
    text = token.text.strip()
    if text.casefold() in ("none", "undated", "unknown"):
        return Dated(None, None, "undated", undated=True)
    first, dots, last = text.partition("..")
    begin, end = _when(first, token), _when(last.lstrip("."), token) if dots else None
    if not dots:
        if begin is None:
            raise _no_date(text, token)
        return Dated(begin.earliest, begin.latest, begin.words)
    if begin is None and end is None:
        raise _no_date(text, token)
    if begin and end and begin.earliest > end.latest:
        begin, end = end, begin
    return dated_between(begin, end)


def dated_between(begin: When | None, end: When | None) -> Dated:
    """The condition of a range, also with an open end, as a query or a filter bears it."""
    if begin and end:
        said = f"{begin.words} to {end.words}"
    elif begin:
        said = f"from {begin.words}"
    else:
        said = f"up to {end.words}" if end else ""
    return Dated(begin.earliest if begin else None, end.latest if end else None, said)


def _when(text: str, token: _Token) -> When | None:
    if not text.strip():
        return None
    when = parse_when(text)
    if when is None:
        raise _no_date(text.strip(), token)
    return when


def _no_date(text: str, token: _Token) -> QueryError:
    return QueryError(
        f"“{_short(text)}” is not a date that can be read", start=token.start, end=token.end,
        remedy='Write date:1994, date:1994-12, date:1994-12-06, date:"6 December 1994", date:1994..1995 or date:none.',
    )  # fmt: skip


def _choice(token: _Token, known: SearchField) -> Choice:
    asked = " ".join(token.text.replace("_", " ").split())
    folded = " ".join(fold(asked).plain.split())
    if known.name == "language":
        code = language_code(asked)
        name = next((name for name, codes in LANGUAGES.items() if codes[0] == code), asked)
        return Choice("language", (code,), name)
    table = TYPES if known.name == "type" else HAS
    names = {" ".join(fold(f"{name.replace('_', ' ')}").plain.split()): name for name in table}
    labels = {" ".join(fold(label).plain.split()): name for name, label in table.items()}
    known_as = names | labels
    found = known_as.get(folded) or known_as.get(folded.removesuffix("s"))
    if found is not None:
        return Choice(known.name, (found,), table[found])
    starting = [name for label, name in known_as.items() if "*" in asked and label.startswith(folded)]
    if starting and folded:
        values = tuple(dict.fromkeys(starting))
        return Choice(known.name, values, " or ".join(table[value] for value in values))
    near = difflib.get_close_matches(folded, [*names, *labels], 1, 0.6)
    meant = f"Did you mean {known.name}:{known_as[near[0]]}? " if near else ""
    raise QueryError(
        f"“{_short(token.text)}” is nothing that {known.name}: knows", start=token.start, end=token.end,
        remedy=f"{meant}It knows {', '.join(table)}.",
    )  # fmt: skip
