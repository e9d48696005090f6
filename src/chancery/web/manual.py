"""The help page: how to ask, and which keys there are."""

from __future__ import annotations

from chancery.workbench.pages.home import HelpPage

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
KEYS = (
    ("/", "to the search field"),
    ("J K", "next, previous finding or result"),
    ("H Shift+H", "next, previous hit"),
    ("[ ]", "previous, next page"),
    ("+ - 0", "larger, smaller, whole page"),
    ("C E R", "confirm, correct, reject the chosen finding"),
    ("A", "add a field"),
    ("U", "undo the last decision on it"),
    ("1 to 9", "pick a runner-up while correcting"),
    ("Shift+F R X", "show or hide fields, references, what is withheld"),
    ("Y", "the citation"),
    ("Enter Esc", "save, leave as it is"),
    ("?", "this list"),
)
HELP = HelpPage(QUERIES, KEYS)
