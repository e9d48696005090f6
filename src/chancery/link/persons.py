"""Mentions gathered into people: those the authority file knows, and those it does not by their names.

Everything here is a function of a set of mentions: in whatever order records come, the people are the same. A mention is
read by itself (with the other names of its record); mentions of one block of surnames are then gathered. Fuller names come
first; a shorter one joins the only person it can be, by its own record before the archive. What could be several stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chancery.link.authority import AUTHORITY_VERSION, Authority, HeldOffice, KnownPerson, load_authority
from chancery.link.blocks import block_of, is_misread, letters_of
from chancery.link.bodies import names_a_body
from chancery.link.forenames import is_forename, same_forename
from chancery.link.names import PersonName, name_key, parse_name
from chancery.link.offices import find_leaders, place_of
from chancery.link.people import is_called, link_person, settle
from chancery.model.link import Candidate, Link, Reason
from chancery.model.person import Assigned, Gathered, Named, NameMention, OfficeHeld, PersonFacts

PERSONS_VERSION = "4"
KNOWN, BY_NAME, ALONE = "authority:", "name:", "mention:"
LONGEST_ROLE = 120  # what is longer is no office, but lines run together
WRITERS = frozenset({"from", "drafter", "note_taker"})
# A known person whom other papers of the archive name is taken for a shorter name that fits him at least so well.
CANDIDATE = 0.12
# Confidences of the ways in which a mention is known to be one of a person; set by hand, measured in bench/people.py.
SURE = {"same name": 0.9, "misread": 0.75, "same record": 0.85, "only one": 0.7}
# That somebody on first-name terms with a leader is the only other leader of the name.
AMONG_LEADERS = 0.75
_LEADERS = ("President", "Prime Minister", "Chancellor")


class People:
    """Reads mentions and gathers them, by an authority file that is loaded when the first name is met."""

    version = f"{PERSONS_VERSION}+{AUTHORITY_VERSION}"

    def __init__(self, load: Callable[[], Authority] = load_authority) -> None:
        self._load = load

    def read(self, mention: NameMention) -> Named | None:
        return None if names_a_body(mention.name) else read_mention(mention, self._load())

    def gather(self, named: Sequence[Named], refused: Mapping[str, Collection[str]]) -> Gathered:
        return gather(named, refused, self._load())

    def name_of(self, printed: Sequence[str]) -> PersonFacts:
        return _facts_of_names(printed)


# --- one mention -----------------------------------------------------------------------------------------------------


def read_mention(mention: NameMention, authority: Authority) -> Named | None:
    """A mention by itself; a first name alone is settled by the other names of its record, then by its letterhead."""
    if names_a_body(mention.name):
        return None
    if len(mention.role) > LONGEST_ROLE:
        mention = replace(mention, role="")
    parsed = parse_name(mention.name)
    setting = mention.setting if mention.field in WRITERS else ""
    if parsed is None:
        link = link_person(mention.name, mention.role, mention.day, authority, setting=setting)
        return Named(mention, mention.name, "", link) if link.candidates else None
    if not parsed.given and not parsed.title:
        name = _fuller_name(mention, parsed)
        if name is None and is_forename(parsed.surname):
            return Named(mention, mention.name, "", _link_first_name(mention, setting, authority))
        mention_name = name or mention.name
    else:
        mention_name = mention.name
    link = link_person(mention_name, mention.role, mention.day, authority, setting=setting)
    if mention_name == mention.name and _is_bare_signature(mention, parsed):
        link = _doubted(link)
    return Named(mention, mention_name, block_of(_parsed(mention_name).surname), link)


def _is_bare_signature(mention: NameMention, name: PersonName) -> bool:
    """Whether a letter may be signed with a first name that no table has: one word, no title, no office."""
    return (
        mention.field in WRITERS
        and not (name.given or name.title or name.post or mention.role)
        and not name.surname.isupper()
    )


def _doubted(link: Link) -> Link:
    """A link that a person should look at first."""
    return replace(link, verdict="probable", target=None) if link.verdict == "linked" else link


def _fuller_name(mention: NameMention, first: PersonName) -> str | None:
    """The one other name of the record that a first name alone is part of (`Boris` beside `Boris N. Yeltsin`)."""
    fuller = {_form_of(his): text for text in mention.others if (his := parse_name(text)) and _is_his(first, his)}
    return next(iter(fuller.values())) if len(fuller) == 1 else None


def _link_first_name(mention: NameMention, setting: str, authority: Authority) -> Link:
    """Who of the file a first name is. A letterhead names the house and not who lives in it: then whoever led that state
    on the day, and bears the name.
    """
    link = link_person(mention.name, mention.role, mention.day, authority, setting=setting)
    if link.target is None and place_of(setting):
        leaders = (link_person(mention.name, each, mention.day, authority, setting=setting) for each in _LEADERS)
        link = next((each for each in leaders if each.target is not None), link)
    return link if link.target is not None else _link_among_leaders(mention, authority) or link


def _link_among_leaders(mention: NameMention, authority: Authority) -> Link | None:
    """Who writes to the leader of a state, or is written to by one, by first name is mostly another: the one so called.

    None where the other side is none, or nobody who led a state on that day bears the name.
    """
    if mention.day is None or not mention.day[:4].isdigit():
        return None
    leaders = find_leaders(mention.day, authority)
    across = [link_person(name, role, mention.day, authority).target for name, role in mention.opposite]
    beside = next((leaders[target] for target in across if target in leaders), None)
    if beside is None:
        return None
    peer = authority.people[beside.person]
    called = [
        authority.people[number]
        for number in sorted(leaders)
        if number != peer.id and is_called(mention.name, authority.people[number])
    ]
    said = f"on first-name terms with {shown_name(peer.preferred)}, {say_office(beside)}"
    candidates = [
        Candidate(
            person.id, round(AMONG_LEADERS / len(called), 4),
            (Reason(1.0, said), Reason(0.5, f"{leaders[person.id].role} on {mention.day}, whose forename {mention.name} is a form of")),
        )
        for person in called
    ]  # fmt: skip
    return settle(candidates) if candidates else None


def _is_his(first: PersonName, other: PersonName) -> bool:
    return bool(other.given) and same_forename(first.surname, other.given[0]) in ("same", "nickname")


# --- a block of mentions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A name reduced to keys: surname, forenames and initials in order, what stands behind it."""

    surname: str
    given: tuple[str, ...]
    suffix: str

    @property
    def fullness(self) -> tuple[int, int]:
        """Whole forenames before initials before none; more of them before fewer."""
        if not self.given:
            return 0, 0
        return (2 if len(self.given[0]) > 1 else 1), min(len(self.given), 2)

    @property
    def key(self) -> str:
        return f"{BY_NAME}{self.surname}|{' '.join(self.given)}|{self.suffix}"


@dataclass
class _Person:
    """A person under way: the mentions taken for his so far."""

    key: str
    authority: str | None
    members: list[Named] = field(default_factory=list)
    forms: set[Form] = field(default_factory=set)

    def take(self, named: Named) -> None:
        self.members.append(named)
        self.forms.add(_form_of(_parsed(named.name)))


def gather(named: Sequence[Named], refused: Mapping[str, Collection[str]], authority: Authority) -> Gathered:
    """Mentions of whole blocks into people; the same for any order of them."""
    blocks: dict[str, list[Named]] = defaultdict(list)
    for one in sorted(named, key=lambda each: each.mention.id):
        blocks[one.block].append(_without(one, refused.get(one.mention.id, ())))
    assigned: dict[str, Assigned] = {}
    people: dict[str, PersonFacts] = {}
    for block in sorted(blocks):
        if block:
            _Block(blocks[block], refused, assigned, people).gather()
        else:
            assigned |= {one.mention.id: _by_file_alone(one) for one in blocks[block]}
    known = {each.person for each in assigned.values() if each.person is not None}
    known |= {candidate.target for each in assigned.values() for candidate in each.candidates}
    for key in sorted(known):
        if key.startswith(KNOWN) and (person := authority.people.get(key.removeprefix(KNOWN))) is not None:
            people[key] = facts_of(person)
    return Gathered(assigned, people)


def facts_of(person: KnownPerson) -> PersonFacts:
    offices = tuple(
        OfficeHeld(say_office(one), one.start, one.end)
        for one in sorted(person.offices, key=lambda one: (one.start, one.end, one.role))
    )
    return PersonFacts(shown_name(person.preferred), person.preferred, person.id, person.names, offices)


def say_office(office: HeldOffice) -> str:
    """A post with its country, where its own words do not say it: `President, Russia`."""
    place = office.place.replace("-", " ")
    return office.role if not place or place.lower() in office.role.lower() else f"{office.role}, {place.title()}"


def shown_name(inverted: str) -> str:
    """A name of the file in the order it is spoken: `Boris N. Yeltsin` of `Yeltsin, Boris N.`."""
    surname, comma, rest = inverted.partition(", ")
    given, _, suffix = rest.partition(", ")
    return f"{given} {surname}{f', {suffix}' if suffix else ''}" if comma else inverted


def _without(named: Named, refused: Collection[str]) -> Named:
    """A mention without the people that a person said it is not."""
    gone = {key.removeprefix(KNOWN) for key in refused if key.startswith(KNOWN)}
    if not gone & {one.target for one in named.link.candidates}:
        return named
    return replace(named, link=settle([one for one in named.link.candidates if one.target not in gone]))


def _by_file_alone(named: Named) -> Assigned:
    """No surname: the authority file says who it is, or nobody does."""
    candidates = _known_candidates(named.link)
    if named.link.target is not None and named.link.verdict == "linked":
        return Assigned(KNOWN + named.link.target, "linked", named.link.confidence, _why(named.link), candidates)
    return Assigned(None, named.link.verdict, named.link.confidence, (), candidates)


def _known_candidates(link: Link) -> tuple[Candidate, ...]:
    return tuple(replace(one, target=KNOWN + one.target) for one in link.candidates)


def _why(link: Link) -> tuple[str, ...]:
    taken = next((one for one in link.candidates if one.target == link.target), None)
    return () if taken is None else tuple(reason.text for reason in taken.reasons)


class _Block:
    """The mentions of one block, and the people they are gathered in."""

    def __init__(
        self, named: Sequence[Named], refused: Mapping[str, Collection[str]], assigned: dict[str, Assigned], people: dict[str, PersonFacts]
    ) -> None:  # fmt: skip
        self._named = named
        self._refused = refused
        self._assigned = assigned
        self._people = people
        self._persons: list[_Person] = []

    def gather(self) -> None:
        known: dict[str, _Person] = {}
        rest: dict[tuple[int, int], list[Named]] = defaultdict(list)
        for one in self._named:
            target = one.link.target
            if target is not None and one.link.verdict == "linked":
                person = known.setdefault(target, _Person(KNOWN + target, target))
                person.take(one)
                self._assign(one, person.key, "linked", one.link.confidence, _why(one.link))
            elif any(key.startswith(BY_NAME) for key in self._refused.get(one.mention.id, ())):
                self._stand_alone(one)
            else:
                rest[_form_of(_parsed(one.name)).fullness].append(one)
        self._persons = [known[key] for key in sorted(known)]
        for fullness in sorted(rest, reverse=True):
            self._take_level(rest[fullness])
        for person in self._persons:
            if person.authority is None:
                self._people[person.key] = _facts_by_name(person)

    def _take_level(self, named: Sequence[Named]) -> None:
        """Mentions equally full: those that go to people known by fuller names, then people of their own."""
        earlier = list(self._persons)
        own: list[Named] = []
        taken: list[tuple[_Person, Named]] = []
        for one in named:
            person, why, sure = self._find(one, earlier)
            if person is None:
                own.append(one)
                continue
            taken.append((person, one))
            self._assign(one, person.key, "linked", sure, why)
        for group in _alike(own):
            self._persons.append(self._found(group, earlier))
        for person, one in taken:
            person.take(one)

    def _find(self, named: Named, persons: Sequence[_Person]) -> tuple[_Person | None, tuple[str, ...], float]:
        """The one person of fuller names that a mention is of, and why."""
        fitting = self._fitting(named, persons)
        form = _form_of(_parsed(named.name))
        here = [person for person in fitting if any(other.mention.copy == named.mention.copy for other in person.members)]
        if len(here) == 1:
            said = f"the same record names {_name_of(here[0])}"
            return here[0], (said,), SURE["same record"]
        if len(fitting) != 1:
            return None, (), 0.0
        person = fitting[0]
        if all(form.surname != other.surname for other in person.forms):
            return person, (f"one letter differs from {_name_of(person)}, as OCR misreads",), SURE["misread"]
        return person, (f"the only one of the name in the archive: {_name_of(person)}",), SURE["only one"]

    def _fitting(self, named: Named, persons: Sequence[_Person]) -> list[_Person]:
        form = _form_of(_parsed(named.name))
        refused = self._refused.get(named.mention.id, ())
        scores = {one.target: one.score for one in named.link.candidates}
        return [
            person
            for person in persons
            if person.key not in refused
            and not _is_other_side(named, person)
            and (
                scores.get(person.authority, 0.0) >= CANDIDATE
                if person.authority is not None
                else all(_can_be_one(form, other) for other in person.forms)
            )
        ]

    def _found(self, group: Sequence[Named], earlier: Sequence[_Person]) -> _Person:
        """A person of their own for mentions that fit each other and no one fuller, or several."""
        forms = {_form_of(_parsed(one.name)) for one in group}
        fullest = min(forms, key=lambda form: ([-part for part in form.fullness], form))
        person = _Person(fullest.key, None)
        for one in group:
            fitting = self._fitting(one, earlier)
            candidates = (*_known_candidates(one.link), *(_candidate(other) for other in fitting if other.authority is None))
            verdict = one.link.verdict
            if len(fitting) > 1:
                verdict = "ambiguous"
            elif verdict == "linked":
                verdict = "none"
            mine = _form_of(_parsed(one.name))
            way = "same name" if mine.surname == fullest.surname else "misread"
            why = () if way == "same name" else (f"one letter differs from {fullest.surname}, as OCR misreads",)
            self._assign(one, person.key, verdict, SURE[way], why, candidates)
            person.take(one)
        return person

    def _stand_alone(self, named: Named) -> None:
        """A mention that a person took out of the others of its name."""
        person = _Person(ALONE + named.mention.id, None)
        person.take(named)
        self._persons.append(person)
        self._people[person.key] = _facts_by_name(person)
        self._assign(named, person.key, "none", 1.0, ("a person parted it from others of the name",))

    def _assign(
        self, named: Named, person: str, verdict: str, sure: float, why: Iterable[str], candidates: Sequence[Candidate] = ()
    ) -> None:  # fmt: skip
        self._assigned[named.mention.id] = Assigned(
            person, verdict, sure, tuple(why), tuple(candidates) or _known_candidates(named.link)
        )


def _candidate(person: _Person) -> Candidate:
    return Candidate(person.key, 0.5, (Reason(0.0, f"{_name_of(person)} can be meant"),))


def _is_other_side(named: Named, person: _Person) -> bool:
    """Whether the same copy has that person at the other end: nobody writes to himself."""
    sides = {"from": "to", "to": "from"}
    other = sides.get(named.mention.field)
    return other is not None and any(
        one.mention.copy == named.mention.copy and one.mention.field == other for one in person.members
    )


def _alike(named: Sequence[Named]) -> list[list[Named]]:
    """Equally full mentions in groups of those whose names can be one; the groups do not depend on their order."""
    by_form: dict[Form, list[Named]] = defaultdict(list)
    for each in named:
        by_form[_form_of(_parsed(each.name))].append(each)
    forms = sorted(by_form)
    root = {form: form for form in forms}

    def find(form: Form) -> Form:
        while root[form] != form:
            form = root[form]
        return form

    for at, one in enumerate(forms):
        for other in forms[at + 1 :]:
            if _can_be_one(one, other) and _is_plain_match(one, other):
                low, high = sorted((find(one), find(other)))
                root[high] = low
    groups: dict[Form, list[Named]] = defaultdict(list)
    for form in forms:
        groups[find(form)].extend(by_form[form])
    return [groups[form] for form in sorted(groups)]


def _is_plain_match(one: Form, other: Form) -> bool:
    """A surname read otherwise is taken for the same only beside a whole forename that is the same."""
    return one.surname == other.surname or bool(one.given and other.given and len(one.given[0]) > 2)


def _can_be_one(one: Form, other: Form) -> bool:
    """Whether two names can be one person's: nothing in them that speaks against it."""
    if one.surname != other.surname and not is_misread(one.surname, other.surname):
        return False
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    pairs = zip(one.given, other.given, strict=False)
    return all(
        mine == theirs or same_forename(mine, theirs) is not None or is_misread(mine, theirs) for mine, theirs in pairs
    )


def _facts_by_name(person: _Person) -> PersonFacts:
    return _facts_of_names([one.name for one in person.members])


def _facts_of_names(printed: Sequence[str]) -> PersonFacts:
    """The name of a person of no list as it is printed fullest and most often, not in capitals where there is a choice."""
    counts: dict[PersonName, int] = defaultdict(int)
    for text in printed:
        counts[_parsed(text)] += 1
    best = min(
        counts,
        key=lambda name: ([-part for part in _form_of(name).fullness], name.whole.isupper(), -counts[name], name.whole),
    )
    given = " ".join(best.given)
    return PersonFacts(best.whole, f"{best.surname}, {given}" if given else best.surname)


def _name_of(person: _Person) -> str:
    return _facts_by_name(person).name


def _form_of(name: PersonName) -> Form:
    given = tuple(key for part in name.given if (key := name_key(part)))
    return Form(letters_of(name.surname), given, name_key(name.suffix))


def _parsed(text: str) -> PersonName:
    return parse_name(text) or PersonName(text)
