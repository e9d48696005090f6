"""What is hidden on a page, as the room tells of it: how many words and why, never which, until a person shows them."""

from __future__ import annotations

from chancery.archive import Archive
from chancery.archive.held import HeldPage
from chancery.archive.shown import hidden_words, is_shown
from chancery.model.page import TextLayer
from chancery.model.viewer import Viewer
from chancery.workbench.pages.leaf import HiddenShown
from chancery.workbench.views.findings import say_decision


def find_hidden(archive: Archive, held: HeldPage, chosen: TextLayer | None, viewer: Viewer) -> HiddenShown | None:
    """What of a page's text cannot be seen on it; None where all can."""
    layers = [archive.layer(layer.id, viewer) for layer in held.layers if layer.hidden and not is_shown(layer.origin)]
    hidden = hidden_words(layers)
    if not hidden:
        return None
    reasons = tuple(dict.fromkeys(each.reason for each in hidden))
    decision = archive.hidden_decision(held.page.source, held.page.number, viewer)
    if decision is None or chosen is None:
        return HiddenShown(len(hidden), reasons)
    places = {(each.word.text, each.word.box) for each in hidden}
    words = tuple(index for index, word in enumerate(chosen.words) if (word.text, word.box) in places)
    return HiddenShown(len(hidden), reasons, say_decision(decision), words)
