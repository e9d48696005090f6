"""Whether words look like English or Russian: common words, and which letters follow which."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

ENGLISH_WORDS = """
the of and to in a that is was he for it with as his on be at by i this had not are but from or have an they which one
you were her all she there would their we him been has when who will more no if out so said what up its about into than
them can only other new some could time these two may then do first any my now such like our over man me even most made
after also did many before must through back years where much your way well down should because each just those people
how too little state good very make world still own see men work long get here between both life being under never day
same another know while last might us great old year off come since against go came right used take three states himself
few house use during without again place american around however home small found thought went say part once general
high upon school every government letter president minister secretary department united nations council ambassador
embassy foreign affairs policy meeting conversation memorandum telegram subject date confidential secret unclassified
classified release released approved copy page dear sincerely yours respectfully honorable excellency regarding
concerning reference attached enclosed enclosure following office director agency central intelligence federal bureau
information report document file number department washington moscow geneva london paris berlin soviet union russia
russian german germany french france british nato treaty agreement conference discussion question position proposal
support security defense military forces nuclear arms control peace war economic political national international
relations interest interests request assistance cooperation committee congress january february march april may june
july august september october november december monday tuesday wednesday thursday friday saturday sunday morning evening
today yesterday tomorrow week month hours received sent dated signed call note statement decision visit believe hope
wish want think understand agree agreed continue forward discuss told asked answered stated noted added expressed view
views matter matters case issue issues problem problems country countries possible important necessary certain present
recent further full final able whether although toward within among
"""
ENGLISH = tuple(ENGLISH_WORDS.split())
RUSSIAN_WORDS = """
и в не на я быть он с что а по это она этот к но они мы весь который из у который то за свой ее так вы сказать же бы от
ты мочь один такой для год как все его было только или еще был при чтобы если время уже до них вам нас чем был были
этого том президент министр письмо правительство государственный российский федерация россия москва советский союз
посольство посол встреча беседа телеграмма господин уважаемый искренне ваше ваш наш мой дел иностранных департамент
секретно копия страна мир война безопасность договор соглашение переговоры вопрос вопросы позиция предложение отношения
сотрудничество европа америка сша нато германия вооруженных сил ядерных оружия политика экономических международных
конференция января февраля марта апреля мая июня июля августа сентября октября ноября декабря года г понедельник сегодня
завтра вчера день неделя месяц получил получено направляю прошу могу хотел необходимо также между после перед очень
можно нужно должен должны который которые которых этой этом этих был была будет будут есть нет да со об под над без
"""
RUSSIAN = tuple(RUSSIAN_WORDS.split())

WORD = re.compile(r"[^\W\d_]+")
STOP = frozenset(ENGLISH[:160]) | frozenset(RUSSIAN[:60])
KNOWN = frozenset(ENGLISH) | frozenset(RUSSIAN)


@lru_cache(maxsize=1)
def _pairs() -> dict[str, float]:
    """Log likelihood of a letter after a letter, from the common words (those that stand first are the commonest)."""
    counts: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for words in (ENGLISH, RUSSIAN):
        for rank, word in enumerate(words):
            weight = 3 if rank < 100 else 1
            padded = f" {word} "
            for one, two in pairwise(padded):
                counts[one + two] += weight
                firsts[one] += weight
    return {pair: math.log((count + 0.2) / (firsts[pair[0]] + 6.0)) for pair, count in counts.items()}


def is_known(word: str) -> bool:
    """Whether a word is among the common words of English or Russian diplomatic papers."""
    return word.lower() in KNOWN


UNSEEN = -5.5
LIKELY = -3.6  # mean of a word's pairs; rubbish lies below


def is_likely(word: str) -> bool:
    """Whether a word is known, or its letters follow one another as in English or Russian; numbers and signs count."""
    parts = WORD.findall(word.lower())
    if not parts:
        return any(char.isdigit() for char in word)
    return all(part in KNOWN or _mean(part) > LIKELY for part in parts) and not _mixes_scripts(word)


def _mean(word: str) -> float:
    pairs = _pairs()
    padded = f" {word} "
    return sum(pairs.get(one + two, UNSEEN) for one, two in pairwise(padded)) / (len(padded) - 1)


def _mixes_scripts(word: str) -> bool:
    latin = any("a" <= char.lower() <= "z" for char in word)
    return latin and any("Ѐ" <= char <= "ӿ" for char in word)


def share_likely(words: Iterable[str]) -> float:
    """Share of characters that stand in likely words, 0..1; 0 where there are none."""
    good = total = 0
    for word in words:
        total += len(word)
        if is_likely(word):
            good += len(word)
    return good / total if total else 0.0


def share_common(words: Iterable[str]) -> float:
    """Share of words that are among the commonest of English or Russian: prose has a third, rubbish hardly any."""
    plain = [part for word in words for part in WORD.findall(word.lower())]
    return sum(1 for part in plain if part in STOP) / len(plain) if plain else 0.0


def share_known(words: Iterable[str]) -> float:
    """Share of words that are known and longer than two letters; single letters and pairs turn up in rubbish too."""
    plain = [part for word in words for part in WORD.findall(word.lower())]
    return sum(1 for part in plain if len(part) > 2 and part in KNOWN) / len(plain) if plain else 0.0


def is_cyrillic(text: str) -> float:
    """Share of letters that are Cyrillic, 0..1."""
    letters = [char for char in text if char.isalpha()]
    return sum(1 for char in letters if "Ѐ" <= char <= "ӿ") / len(letters) if letters else 0.0
