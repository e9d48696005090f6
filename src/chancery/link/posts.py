"""The words of a post, so that `DCI`, `Director of Central Intelligence` and `Dir., CIA` are told to be near each other."""

from __future__ import annotations

import re
from functools import lru_cache

# Symbols and short forms, spelled out.
_SPELLED = {
    "dci": "director central intelligence", "ddci": "deputy director central intelligence", "ddp": "plans central intelligence",
    "ddo": "operations central intelligence", "ddi": "central intelligence", "dda": "administration central intelligence",
    "cia": "central intelligence", "fbi": "federal investigation", "nsc": "national security council",
    "ig": "inspector general", "ogc": "general counsel", "amb": "ambassador", "sec": "secretary", "dir": "director",
    "div": "division", "wh": "western hemisphere", "la": "latin america", "ci": "counterintelligence", "pm": "prime minister",
    "premier": "prime minister", "soviet": "soviet russia", "ussr": "soviet russia", "russian": "russia", "british": "united kingdom",
    "french": "france", "german": "germany", "plans": "plans", "dod": "defense", "jcs": "joint chiefs", "usun": "united nations",
    "президент": "president", "президента": "president", "президенту": "president", "премьер": "prime",
    "российской": "russia", "россии": "russia", "ссср": "soviet russia",
}  # fmt: skip
# Words that any post may have: alone they say nothing.
_PLAIN = frozenset(
    """the of and for to in at a an until from thereafter then mr mrs ms dr his her excellency deputy assistant acting under
    chief director secretary office officer affairs general member department bureau staff division branch section united states
    american us extraordinary plenipotentiary non career appointee service foreign january february march april may june july
    august september october november december special first second third union republic""".split()
)


# Who serves a president is none: `Assistant to the President`, `Office of the President`.
_OF_ANOTHER = re.compile(r"\b(?:to|for|of) the (?:vice )?president\b(?! of)")
# Ranks that papers name only of those who hold or held them.
RANKS = frozenset({"president", "vicepresident", "prime", "chancellor", "king", "queen", "emperor", "shah"})


@lru_cache(maxsize=65536)
def post_words(post: str) -> frozenset[str]:
    """The telling words of a post in lower case; `President` and `ambassador` tell, `chief` and `office` do not."""
    words: list[str] = []
    post = _OF_ANOTHER.sub(" ", post.lower().replace(".", "")).replace("vice president", "vicepresident")
    for word in re.findall(r"[^\W\d_]{2,}", post):
        words.extend(_SPELLED.get(word, word).split())
    return frozenset(word for word in words if word not in _PLAIN)
