"""Why a rule holds, one sentence each: what the reader of a value is told when he opens it."""

from __future__ import annotations

from collections.abc import Mapping

# The last word of a method (`describe.letter.date_line`) names the rule.
REASONS: Mapping[str, str] = {
    # dates
    "label": "It stands behind a label such as “Date:”.",
    "date_line": "It stands alone on its line, as the date of a paper does.",
    "date_and_place": "It stands on a short line with a place or a time, as the head of a paper has it.",
    "heading": "It stands in the heading of the paper.",
    "in_text": "It is the best date of the paper's text; no date line was found.",
    "dtg": "It is the date-time group of the telegram.",
    "dtg_local_day": "The date-time group falls in the first hours of a day in UTC; in Washington, where it was sent, it was the evening before.",
    "year_of_receipt": "The year is left out on the line; the day of receipt tells it.",
    "received": "It stands behind “received”.",
    # types and parties
    "salutation_and_close": "A salutation opens the text and a close with a signature ends it.",
    "addressee_block": "It is the addressee block: a title of courtesy, a name, an office, a place.",
    "address": "It is a name and an address right above the salutation, which greets the same person.",
    "later_page": "It heads a later page of the letter, above its number or date.",
    "initials": "They are the initials under the close.",
    "salutation": "It is who the salutation greets.",
    "signature": "It is the name under the close.",
    "signed": "It is the name under the close, beside “/s/”.",
    "last_line": "It is the last line of the paper, where a writer's name stands.",
    "labelled_line": "It stands behind a label such as “From:” or “To:”.",
    # places
    "letterhead": "It stands in the letterhead.",
    "letterhead_place": "It stands in the letterhead.",
    "under_letterhead": "It stands under the house that the letterhead names.",
    "beside_date": "It stands beside the date.",
    "place_label": "It stands behind a label such as “Place:”.",
    "place_of_talk": "It stands beside day and time of the talk.",
    "sending_post": "It is the town of the post that sent the telegram.",
    # the language
    "small_words": "The script, and the small words that come most often, are those of this language.",
    # heads of papers
    "subject": "It stands behind “Subject:”.",
    "heading_lines": "It is the heading of the paper.",
    "under_number": "It stands under the number of the series.",
    "title_of_case": "It is the title of the case.",
    "form_line": "It stands on the identification form in front of the record.",
    "copies": "It stands behind “cc:”, or in the list of copies.",
    "drafting_line": "It stands in the drafting line at the foot.",
    "signed_at_foot": "It is the name under the text.",
    "officers": "It is the officer who signed the directive.",
    "address_line": "It is the line that addresses the paper.",
    "report_of": "It stands behind “Report of”.",
    "report_made_by": "It is the name at the box “Report made by”.",
    "for_the_record": "It is a memorandum for the record or the file: nobody is addressed.",
    "originator": "It stands between the date-time group and the number, as the originator of a message does.",
    "signs": "Several small signs on its first page speak for it together; no heading says it.",
    "recorded_by": "It stands behind a label such as “Recorded by:”.",
    "wrote_it_down": "A note-taker writes the record of a talk.",
    "note_taker": "The list of participants calls this one the note-taker.",
    "interpreter": "The list of participants calls this one the interpreter.",
    "participants": "The list of participants names this one.",
    "date_of_talk": "It is the day that the head of the record gives for the talk.",
    "date_under_heading": "It stands under the heading.",
    "compliments": "The note presents the compliments of the one to the other.",
    "closing_courtesy": "The courtesy that closes a note says so.",
    # telegrams
    "routing_line": "It stands behind FM, TO or INFO.",
    "sending_line": "It is the line that names the sending office.",
    "class_line": "It stands in the line with the level and the number.",
    "page_line": "It stands in the line that numbers the pages of the telegram.",
    "number_line": "It stands behind “No.”.",
    "series_number": "It is the number of the series.",
    "reference_line": "It stands in the line of references.",
    "tags": "It stands behind TAGS.",
    "precedence_word": "It is the word of precedence on a line of its own.",
    # what the author's side marked
    "banner": "It is the level at head and foot of the page.",
    "class_label": "It stands behind a label such as “Classification:”.",
    "caption": "It is a handling caption on a line of its own.",
    "declassify_on": "It is the author's own instruction when to declassify.",
    # the reviewers' stamps
    "status": "It is the status word that the reviewer stamped.",
    "review_block": "It stands in the reviewer's block.",
    "agency": "It heads the reviewer's block.",
    "tag": "It is the reviewer's tag: a letter, a number and a letter by themselves.",
    "case_footer": "It stands in the release footer that the agency printed on the page.",
    "agency_by_form": "No other agency dates and numbers its cases in this form.",
    "withheld_page": "Nothing of the text is left on the page, only the codes of the exemptions.",
    "library_stamp": "It stands in the archive's stamp of declassification.",
    "appeals_panel": "It stands in the stamp of the Interagency Security Classification Appeals Panel.",
    "systematic_review": "It stands in the line of a systematic review.",
    # sheets
    "page_role": "The words by which the page's role was told say what it is.",
    "withdrawal_row": "It stands in the row of the withdrawal sheet that names this document.",
    # by shape
    "shape": "A box of this shape stands on the page where text should run.",
}


_KINDS = "describe.kinds."  # followed by the name of the cue


def reason_of(method: str) -> str | None:
    """The sentence for a method; None for one that explains itself elsewhere (a reference's own reason)."""
    if method.startswith(_KINDS):
        return "Words in its head that stand on papers of this kind say what it is."
    return REASONS.get(method.rpartition(".")[2])
