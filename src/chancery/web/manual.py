"""The help page: how to ask, and which keys there are."""

from __future__ import annotations

from chancery.workbench.pages.home import HelpPage, KeyShown

QUERIES = (
    ("partnership visit", "both words, anywhere in the record"),
    ("partnership OR visit", "one of them"),
    ("partnership NOT visit", "the first without the second"),
    ("(visit OR call) partnership", "parentheses group"),
    ('"plans for my visit"', "these words in this order"),
    ('"plans visit"~5', "these words within five words of each other"),
    ("partner*", "words that begin so"),
    ("garrison~", "also as misread by a letter or two"),
    ('from:torvane to:"danil vesk"', "who wrote to whom; also type:, place:, title:"),
    ("date:1994", "dated so; date:1994-12, date:1994..1995, date:1994.., date:..1995"),
    ("marks:secret", "words set aside from the text: banners, stamps, margins"),
)
# The character that each action answers to, unless its reader chose another (static/keys.js).
CHANGEABLE = (
    ("/", "to the search field"),
    ("j", "next finding or result"),
    ("k", "previous finding or result"),
    ("h", "next hit"),
    ("H", "previous hit"),
    ("[", "previous page"),
    ("]", "next page"),
    ("+", "larger"),
    ("-", "smaller"),
    ("0", "the whole width"),
    ("c", "confirm the chosen finding"),
    ("e", "correct the chosen finding"),
    ("r", "reject the chosen finding"),
    ("u", "undo the decision on it"),
    ("a", "add a field"),
    ("F", "show or hide fields"),
    ("R", "show or hide references"),
    ("X", "show or hide what is withheld"),
    ("y", "the citation"),
    ("?", "this list"),
)
FIXED = (("1 to 9", "pick a runner-up while correcting"), ("Enter", "save"), ("Esc", "leave as it is"))


def name_of(own: str) -> str:
    """A character as a keyboard names it: "J" for j, "Shift+J" for J."""
    return f"Shift+{own}" if own.isupper() else own.upper()


KEYS = (
    *(KeyShown(name_of(own), does, own) for own, does in CHANGEABLE),
    *(KeyShown(key, does) for key, does in FIXED),
)
HELP = HelpPage(QUERIES, KEYS)
