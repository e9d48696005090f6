"""The "Read as" line: a query tree said back in words, so that nobody wonders what was looked for."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.search.fields import FIELDS
from chancery.search.tree import (
    And,
    Atom,
    Choice,
    Dated,
    Everything,
    Name,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Said,
    Slot,
    phrases_of,
)


def say(node: Node) -> tuple[Said, ...]:
    """The parts of the line, in order, neighbours of one kind joined."""
    parts: list[Said] = []
    for part in _say(node, inside=False):
        if parts and parts[-1].strong == part.strong:
            parts[-1] = Said(parts[-1].text + part.text, part.strong)
        elif part.text:
            parts.append(part)
    return tuple(parts)


def _say(node: Node, *, inside: bool) -> Iterator[Said]:
    match node:
        case Everything():
            yield Said("every record", False)
        case Nothing():
            yield Said("nothing that can be looked for: no letter or figure stands in it", False)
        case Phrase():
            yield from _say_phrase(node)
        case Name(said, child):
            field = next((phrase.field for phrase in phrases_of(child) if phrase.field), None)
            yield Said(f"{FIELDS[field].said} " if field else "", False)
            yield Said(said, True)
            yield Said(" (the name in any spelling from the Russian, also with initials)", False)
        case Choice(field, _, said):
            yield Said(f"{FIELDS[field].said} ", False)
            yield Said(said, True)
        case Dated(said=said, undated=undated):
            yield Said("" if undated else "dated ", False)
            yield Said(said, True)
        case Not(child):
            yield Said("not ", False)
            yield from _say(child, inside=True)
        case Or(children):
            yield from _join(children, " or ", inside)
        case And(children):
            # Words first, then what the record must be: "Aldersholm and garrison, dated 1970 to 1974".
            words = [child for child in children if not _is_condition(child)]
            conditions = [child for child in children if _is_condition(child)]
            if inside:
                yield from _join([*words, *conditions], " and ", inside)
                return
            yield from _join(words, " and ", False, group=True)
            for index, condition in enumerate(conditions):
                yield Said(", " if words or index else "", False)
                yield from _say(condition, inside=True)


def _is_condition(node: Node) -> bool:
    return isinstance(node, Choice | Dated) or (
        isinstance(node, Phrase | Name) and any(phrase.field is not None for phrase in phrases_of(node))
    )


def _join(children: list[Node] | tuple[Node, ...], link: str, inside: bool, *, group: bool = False) -> Iterator[Said]:
    if inside:
        yield Said("(", False)
    for index, child in enumerate(children):
        yield Said(link if index else "", False)
        yield from _say(child, inside=group or isinstance(child, And | Or))
    if inside:
        yield Said(")", False)


def _say_phrase(phrase: Phrase) -> Iterator[Said]:
    if phrase.field is not None:
        yield Said(f"{FIELDS[phrase.field].said} ", False)
    if phrase.quoted and len(phrase.slots) > 1:
        yield Said(f"“{phrase.said}”", True)
    else:
        yield Said(phrase.said, True)
    if phrase.near is not None:
        yield Said(f" (within {phrase.near} {_words(phrase.near)} of each other)", False)
    for slot in phrase.slots:
        for remark in _remarks(slot):
            yield Said(f" ({remark})", False)


def _words(count: int) -> str:
    return "word" if count == 1 else "words"


def _remarks(slot: Slot) -> Iterator[str]:
    for atom in slot.ways[0]:
        if atom.kind == "wild":
            yield _wild_in_words(atom)
        elif atom.kind == "misread":
            yield _misread_in_words(atom)
        elif atom.kind == "name":
            yield "also in other spellings from the Russian"


def _wild_in_words(atom: Atom) -> str:
    before, star, after = atom.text.partition("*")
    if star and not after:
        return f"any word that begins with {before}"
    if star and not before and "*" not in after:
        return f"any word that ends in {after}"
    return f"any word like {atom.text}"


def _misread_in_words(atom: Atom) -> str:
    if atom.distance == 0:
        return "also with letters that are often misread for each other"
    return f"also within {('one', 'two')[atom.distance - 1]} misread letter{'' if atom.distance == 1 else 's'}"
