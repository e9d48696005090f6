"""Forenames that are one: the same letters, an initial, a familiar form (`Bill` and `William`), another script."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from chancery.link.names import name_key

Sameness = Literal["same", "nickname", "initial"]
# Each line: a forename and the familiar forms that papers of the century use for it.
_FAMILIAR = """
abraham abe; albert al bert; alexander alex alec sandy sasha; alfred al fred alf; andrew andy drew; anthony tony; archibald
archie; arthur art; barbara barb; benjamin ben benny; bernard bernie; boris borya; bradley brad; catherine kate cathy kathy;
charles charlie chuck chas; chester chet; christopher chris kit; clifford cliff; clinton clint; cornelius con neil; cyrus cy;
daniel dan danny; david dave davy; deborah debbie; dennis denny; donald don donny; dorothy dot; douglas doug; edgar ed eddie;
edmund ed ted; edward ed eddie ted ned; edwin ed ned; elizabeth liz betty beth; ernest ernie; eugene gene; evgeny yevgeny
zhenya; francis frank fran; franklin frank; frederick fred freddie; gabriel gabe; geoffrey geoff jeff; george geo; gerald gerry
jerry; gerard gerry jerry; gilbert gil; gregory greg; harold hal harry; harrison harry; henry hank harry hal; herbert herb bert;
hubert bert; ignatius iggy; irving irv; isaac ike; jacob jake jack; james jim jimmy jamie jas; jeffrey jeff; jerome jerry;
john jack johnny jon jno; jonathan jon; joseph joe jos; joshua josh; judith judy; kenneth ken; lawrence larry laurence;
leonard len leo; leonid lyonya; leopold leo; leslie les; lewis lou louis; louis lou lewis; margaret peggy meg maggie; martin
marty; matthew matt; maurice morry; maxwell max; melvin mel; michael mike mick; mikhail misha mike; milton milt; mitchell mitch;
nathaniel nat nate; nathan nat nate; nicholas nick; nikolai nikolay kolya; nikita niki; norman norm; oliver ollie; patrick pat
paddy; patricia pat; peter pete; philip phil phillip; ralph rafe; raymond ray; reginald reg; richard dick rick rich; robert bob
rob bobby robt; roderick rod; rodney rod; roger rog; ronald ron ronnie; rudolph rudy; russell russ; samuel sam; seymour sy; sergei
sergey; sidney sid; solomon sol; stanley stan; stansfield stan; stephen steve steven; susan sue; terence terry; theodore ted teddy;
thomas tom tommy thos; timothy tim; vernon vern; victor vic viktor; vincent vince; vladimir volodya; walter walt wally; warren
wally; william bill will billy wm; winston win; yuri yuriy yury; zachary zach; zbigniew zbig
"""


def _families() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in " ".join(_FAMILIAR.split()).split(";"):
        words = line.split()
        for word in words:
            found.setdefault(word, set()).update(words if word == words[0] else {words[0]})
    return {word: frozenset(others) for word, others in found.items()}


_OF = _families()


@lru_cache(maxsize=65536)
def same_forename(mine: str, theirs: str) -> Sameness | None:
    """How two forenames are one; None where they cannot be. Russian case endings are forgiven (`Борису` is Boris)."""
    one, other = name_key(mine), name_key(theirs)
    if not one or not other:
        return None
    if one == other:
        return "initial" if len(one) == 1 else "same"
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] else None
    if other in _OF.get(one, ()) or one in _OF.get(other, ()):
        return "nickname"
    if len(one) >= 4 and len(other) >= 4 and (one.startswith(other) or other.startswith(one)):
        return "same" if abs(len(one) - len(other)) <= 2 else "nickname"
    return None


def is_forename(word: str) -> bool:
    """Whether a word is a forename of the table, or a familiar form of one."""
    return name_key(word) in _OF
