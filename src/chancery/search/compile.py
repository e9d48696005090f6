"""From a query tree to the engine's queries: every alternative a word may stand in the index under, as one clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, islice, product

import tantivy

from chancery.model.misread import misread_forms
from chancery.search.document import unpack
from chancery.search.fields import FIELDS, HEAD_ATTRIBUTES, WORD_FIELDS
from chancery.search.fold import FoldedText, fold
from chancery.search.index import Snapshot
from chancery.search.match import Matcher, atom_pattern, escape, prefix_of
from chancery.search.schema import unpack_folds
from chancery.search.tree import And, Atom, Choice, Dated, Everything, Name, Node, Not, Nothing, Or, Phrase, Slot

MOST_WAYS = 48  # combinations of ways in one phrase
MOST_BROKEN = 24  # different breaks of one word; the first in the order of letters are taken
MOST_LOOKED_AT = 5_000  # records whose text is looked at to tell whether three words stand near each other
HEAD_BOOST = 1.5  # a word in the title or the names says more of a record than one in its text
TEXT, HEAD, JOINED, SPLITS = "text", "head", "joined", "splits"
FIRST_DAY, LAST_DAY = 1, 3_652_059
_INTEGER = tantivy.FieldType.Integer
Clause = tuple[tantivy.Occur, tantivy.Query]
Way = tuple[Atom, ...]
Broken = tuple[Way, str]  # the parts a word is broken into in the index, and the word


class Compiler:
    """Turns trees into queries against one searcher, whose words it may look up.

    `scope` is what the viewer may see: where texts must be looked at to answer exactly, only those are.
    """

    def __init__(self, snapshot: Snapshot, scope: tantivy.Query) -> None:
        self.snapshot = snapshot
        self.schema = snapshot.schema
        self.searcher = snapshot.searcher
        self.scope = scope

    def compile(self, node: Node) -> tantivy.Query:
        match node:
            case Everything():
                return tantivy.Query.all_query()
            case Nothing():
                return tantivy.Query.empty_query()
            case And(children):
                return self._all_of(children)
            case Or(children):
                return any_of([self.compile(child) for child in children])
            case Not(child):
                return without(tantivy.Query.all_query(), self.compile(child))
            case Choice(field, values):
                return any_of([self._term(FIELDS[field].index_field, value) for value in values])
            case Dated():
                return self.dated(node)
            case Name(child=child):
                return self.compile(child)
            case Phrase():
                return self._phrase(node)

    def _all_of(self, children: Sequence[Node]) -> tantivy.Query:
        clauses: list[Clause] = []
        for child in children:
            if isinstance(child, Not):
                clauses.append((tantivy.Occur.MustNot, self.compile(child.child)))
            elif isinstance(child, Choice | Dated):
                # What a record must be is no matter of degree: it does not weigh in the order of results.
                clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(self.compile(child), 0.0)))
            else:
                clauses.append((tantivy.Occur.Must, self.compile(child)))
        if all(occur == tantivy.Occur.MustNot for occur, _ in clauses):
            clauses.append((tantivy.Occur.Must, tantivy.Query.all_query()))
        return tantivy.Query.boolean_query(clauses)

    def dated(self, dated: Dated) -> tantivy.Query:
        """Documents whose days overlap those asked for."""
        if dated.undated:
            return self._term("undated", "yes")
        earliest = FIRST_DAY if dated.earliest is None else dated.earliest
        latest = LAST_DAY if dated.latest is None else dated.latest
        whole = _whole_years(earliest, latest)
        if whole is None:
            return self._overlapping(earliest, latest)
        # A document bears every year it reaches into. Each year that lies wholly in what is asked answers by itself; only
        # those of a year that is asked for in part, or without years since they are too many, are looked at by the day.
        parts = [tantivy.Query.range_query(self.schema, "year", _INTEGER, *whole)]
        edges = {date.fromordinal(day).year for day in (earliest, latest)}
        near = [
            tantivy.Query.term_query(self.schema, "year", year)
            for year in sorted(edges.difference(range(whole[0], whole[1] + 1)))
        ]
        if self.searcher.doc_freq("wide", "yes"):
            near.append(self._term("wide", "yes"))
        if near:
            parts.append(all_of([any_of(near), self._overlapping(earliest, latest)]))
        return any_of(parts)

    def _overlapping(self, earliest: int, latest: int) -> tantivy.Query:
        return all_of(
            [
                tantivy.Query.range_query(self.schema, "earliest", _INTEGER, FIRST_DAY, latest),
                tantivy.Query.range_query(self.schema, "latest", _INTEGER, earliest, LAST_DAY),
            ]
        )

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, value)

    # --- words --------------------------------------------------------------------------------------------------------

    def _phrase(self, phrase: Phrase) -> tantivy.Query:
        if phrase.field is not None:
            return any_of(list(self._in_field(phrase, FIELDS[phrase.field].index_field)))
        in_text = list(self._in_field(phrase, TEXT))
        in_head = [tantivy.Query.boost_query(query, HEAD_BOOST) for query in self._in_field(phrase, HEAD)]
        return any_of(in_text + in_head)

    def _in_field(self, phrase: Phrase, field: str) -> Iterator[tantivy.Query]:
        """Queries any of which answers the phrase in one field of the index."""
        if len(phrase.slots) == 1:
            for way in phrase.slots[0].ways:
                yield from self._alone(way, field)
            return
        ways = [slot.ways for slot in phrase.slots]
        broken = [self._broken(slot, field) for slot in phrase.slots]
        if phrase.near is None:
            yield from self._sequences(ways, field, 0)
            for changed, joined in _one_broken(ways, broken):
                # The parts count for the word only where a hyphen or a line's end joins them in this very record.
                for query in self._sequences(changed, field, 0):
                    yield all_of([query, self._term(JOINED, joined)])
        elif _is_pair(phrase):
            yield from self._pair(ways, field, phrase.near)
            yield from self._broken_pair(phrase, ways, broken, field)
        else:
            together = self._all_pairs(phrase, ways, broken, field)
            yield self._looked_at(together, phrase, field)

    def _sequences(self, ways: Sequence[Sequence[Way]], field: str, slop: int) -> Iterator[tantivy.Query]:
        for combination in islice(product(*ways), MOST_WAYS):
            query = self._sequence([atom for way in combination for atom in way], field, slop)
            if query is not None:
                yield query

    def _pair(self, ways: Sequence[Sequence[Way]], field: str, slop: int) -> Iterator[tantivy.Query]:
        """Two words in either order; turned ones would cost the engine's slop two."""
        yield from self._sequences(ways, field, slop)
        yield from self._sequences(ways[::-1], field, slop)

    def _broken_pair(
        self, phrase: Phrase, ways: Sequence[Sequence[Way]], broken: Sequence[Sequence[Broken]], field: str
    ) -> Iterator[tantivy.Query]:
        """Two near words of which a hyphen or a line's end breaks one: three for the engine, so the text is looked at."""
        for changed, joined in _one_broken(ways, broken):
            queries = list(self._pair(changed, field, (phrase.near or 0) + len(changed)))
            if queries:
                query = all_of([any_of(queries), self._term(JOINED, joined)])
                try:
                    yield self._looked_at(query, phrase, field)
                except TooWide:
                    # Common words: what the engine takes too much for the few that are broken is let go.
                    yield query

    def _all_pairs(
        self, phrase: Phrase, ways: Sequence[Sequence[Way]], broken: Sequence[Sequence[Broken]], field: str
    ) -> tantivy.Query:
        """Where every two words of the phrase stand near each other, which is where all may."""
        room = (phrase.near or 0) + sum(max(map(len, several)) + 1 for several in ways)
        first = [
            [(atom,) for atom in dict.fromkeys([way[0] for way in several] + [way[0] for way, _ in more])]
            for several, more in zip(ways, broken, strict=True)
        ]
        return all_of([any_of(list(self._pair(pair, field, room))) for pair in combinations(first, 2)])

    def _looked_at(self, candidates: tantivy.Query, phrase: Phrase, field: str) -> tantivy.Query:
        """Those of the candidates whose text holds the phrase. Raises TooWide where they are too many."""
        hits = self.searcher.search(all_of([candidates, self.scope]), MOST_LOOKED_AT + 1, count=False).hits
        if len(hits) > MOST_LOOKED_AT:
            raise TooWide(f"More than {MOST_LOOKED_AT:,} records hold these words near each other")
        matcher = Matcher(phrase, phrase.field)
        ids = [
            stored["id"][0]
            for stored in (self.searcher.doc(address) for _, address in hits)
            if any(matcher.find_folded(text) for text in _texts_of(stored, field))
        ]
        wanted = tantivy.Query.term_set_query(self.schema, "id", ids)
        return all_of([candidates, tantivy.Query.const_score_query(wanted, 0.0)])

    def _broken(self, slot: Slot, field: str) -> list[Broken]:
        """The parts that the index knows a word to be broken into: (non, member) for nonmember."""
        words = {way[0].text for way in slot.ways if len(way) == 1 and way[0].kind == "word"} if field == TEXT else set()
        return [
            (tuple(Atom(part) for part in entry.partition("=")[2].split("+")), word)
            for word in words
            for entry, _ in self.searcher.terms_with_prefix(SPLITS, f"{word}=", limit=MOST_BROKEN)
        ]

    def _alone(self, way: tuple[Atom, ...], field: str) -> Iterator[tantivy.Query]:
        if len(way) > 1:
            query = self._sequence(list(way), field, 0)
            if query is not None:
                yield query
            return
        for place in (field, JOINED) if field == TEXT else (field,):
            query = self._word(way[0], place)
            if query is not None:
                yield query

    def _word(self, atom: Atom, field: str) -> tantivy.Query | None:
        if atom.kind == "word":
            return self._term(field, atom.text) if self.searcher.doc_freq(field, atom.text) else None
        if atom.kind == "misread":
            return self._misread(atom, field)
        opening = prefix_of(atom)
        if opening is not None:
            # The same words as by its regular expression, which takes longer to make than to answer.
            return tantivy.Query.fuzzy_term_query(self.schema, field, opening, 0, prefix=True)
        return tantivy.Query.regex_query(self.schema, field, atom_pattern(atom))

    def _misread(self, atom: Atom, field: str) -> tantivy.Query | None:
        known = [form for form in misread_forms(atom.text) if self.searcher.doc_freq(field, form)]
        queries = [self._term(field, form) for form in known]
        if atom.distance:
            queries.append(tantivy.Query.fuzzy_term_query(self.schema, field, atom.text, atom.distance))
        return any_of(queries) if queries else None

    def _sequence(self, atoms: Sequence[Atom], field: str, slop: int) -> tantivy.Query | None:
        """Atoms one after the other, with at most `slop` other words between them all; None where one is nowhere."""
        if all(atom.kind == "word" for atom in atoms):
            words = [atom.text for atom in atoms]
            if not all(self.searcher.doc_freq(field, word) for word in words):
                return None
            if len(words) == 1:
                return self._term(field, words[0])
            return tantivy.Query.phrase_query(self.schema, field, list(words), slop)
        patterns = [self._pattern(atom) for atom in atoms]
        if len(patterns) == 1:
            return tantivy.Query.regex_query(self.schema, field, patterns[0])
        return tantivy.Query.regex_phrase_query(self.schema, field, list(patterns), slop)

    def _pattern(self, atom: Atom) -> str:
        if atom.kind != "misread":
            return atom_pattern(atom)
        return "|".join(sorted(misread_patterns(atom)))


def _whole_years(earliest: int, latest: int) -> tuple[int, int] | None:
    """The first and the last year that lie wholly within these days; None where none does."""
    if not FIRST_DAY <= earliest <= latest <= LAST_DAY:
        return None
    begin, end = date.fromordinal(earliest), date.fromordinal(latest)
    first = begin.year if (begin.month, begin.day) == (1, 1) else begin.year + 1
    last = end.year if (end.month, end.day) == (12, 31) else end.year - 1
    return (first, last) if first <= last else None


class TooWide(ValueError):
    """A query that would have to look at too much; the message is a sentence for the person who asked."""


def _is_pair(phrase: Phrase) -> bool:
    """Whether the engine alone answers exactly. In a name the little it may take too much of is let go."""
    atoms = [atom for slot in phrase.slots for way in slot.ways for atom in way]
    simple = all(len(way) == 1 for slot in phrase.slots for way in slot.ways)
    return len(phrase.slots) == 2 and (simple or any(atom.kind == "name" for atom in atoms))


def _one_broken(
    ways: Sequence[Sequence[Way]], broken: Sequence[Sequence[Broken]]
) -> Iterator[tuple[list[Sequence[Way]], str]]:
    """The ways of a phrase with one of its words broken, and that word; two broken words in one phrase are not asked for."""
    for at, several in enumerate(broken):
        for word in dict.fromkeys(joined for _, joined in several):
            changed = list(ways)
            changed[at] = [way for way, joined in several if joined == word]
            yield changed, word


def _texts_of(stored: tantivy.Document, field: str) -> list[FoldedText]:
    """The folded texts that a field of the index was made of."""
    document = unpack(bytes(stored["payload"][0]))
    if field == TEXT:
        return unpack_folds(document, stored)
    if field == "marks":
        return [fold(mark.text) for copy in document.copies for mark in copy.marks]
    attributes = HEAD_ATTRIBUTES if field == HEAD else (WORD_FIELDS[field],)
    return [fold(value) for attribute in attributes for value in getattr(document, attribute)]


def misread_patterns(atom: Atom) -> set[str]:
    """Regular expressions of a word with one letter more, less, other or turned, and of its usual confusions."""
    patterns = {escape(form) for form in misread_forms(atom.text)}
    if atom.distance:
        text = atom.text
        cuts = [(escape(text[:at]), text[at:]) for at in range(len(text) + 1)]
        patterns |= {f"{before}.{escape(after)}" for before, after in cuts}
        patterns |= {f"{before}.?{escape(after[1:])}" for before, after in cuts if after}
        patterns |= {f"{before}{escape(after[1] + after[0] + after[2:])}" for before, after in cuts if len(after) > 1}
    return patterns


def any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    if not queries:
        return tantivy.Query.empty_query()
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def all_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def without(query: tantivy.Query, left_out: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, left_out)])
