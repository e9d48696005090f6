"""The way up, the language, the alphabet: confidence of whole readings decides, and no page is read twice without need."""

from __future__ import annotations

import numpy as np

from chancery.read.alphabet import settle_alphabets
from chancery.read.engine import OcrPage, OcrWord
from chancery.read.ocr import OcrJob, OcrResult, read_jobs
from chancery.read.prepare import find_marks, turn_image
from chancery.read.reader import Image
from chancery.settings import ReadSettings
from tests.read.made import PROSE, FakeEngine, draw_page, ocr_page

SETTINGS = ReadSettings()
PAGE = draw_page(PROSE * 5)
GOOD = "\n".join(PROSE)
RUBBISH = "\n".join(["xqzt wvk pjh ggf lmnq trk zzw vvq"] * 4)
RUSSIAN = "\n".join(["Уважаемый господин министр получил ваше письмо"] * 4)


def is_upright(image: Image) -> bool:
    """Whether a drawn page or a strip of it stands as it was drawn: its lines begin at the left, ragged at the right."""
    ink = np.flatnonzero((image < 128).any(axis=0))
    return bool(ink.size and ink.min() < image.shape[1] - ink.max())


def reads_upright(image: Image, languages: str) -> OcrPage:
    del languages
    return ocr_page(GOOD, 0.93) if is_upright(image) else ocr_page(RUBBISH, 0.31)


def job(image: Image) -> OcrJob:
    return OcrJob(image, find_marks(image, 200))


def read(image: Image, engine: FakeEngine) -> OcrResult:
    return read_jobs([job(image)], SETTINGS, engine)[0]


def test_an_upright_page_is_read_once() -> None:
    engine = FakeEngine(reads_upright)
    assert read(PAGE, engine).turn == 0
    assert engine.asked == [(1, "eng")]


def test_a_page_on_its_head_is_turned_when_the_whole_page_is_surer_that_way() -> None:
    result = read(turn_image(PAGE, 180), FakeEngine(reads_upright))
    assert (result.turn, result.confidence) == (180, ocr_page(GOOD, 0.93).confidence)
    assert "turn=180" in result.origin.settings


def test_a_page_on_its_side_comes_right_from_both_sides() -> None:
    assert read(turn_image(PAGE, 90), FakeEngine(reads_upright)).turn == 270
    assert read(turn_image(PAGE, 270), FakeEngine(reads_upright)).turn == 90


def test_a_bad_page_of_common_words_is_left_as_it_stands() -> None:
    engine = FakeEngine(lambda _image, _languages: ocr_page(GOOD, 0.45))
    assert read(PAGE, engine).turn == 0
    assert engine.asked == [(1, "eng")]


def test_a_trial_that_the_whole_page_does_not_bear_out_is_taken_back() -> None:
    def answer(image: Image, languages: str) -> OcrPage:
        whole = image.shape[0] > 1000
        return ocr_page(RUBBISH, 0.4 if whole else 0.6) if languages == "eng" else ocr_page(RUBBISH, 0.1)

    result = read(PAGE, FakeEngine(answer))
    assert (result.turn, result.confidence) == (0, ocr_page(RUBBISH, 0.4).confidence)


def test_a_page_that_reads_badly_every_way_is_left_as_it_was_given() -> None:
    engine = FakeEngine(lambda _image, _languages: ocr_page(RUBBISH, 0.4))
    assert read(turn_image(PAGE, 90), engine).turn == 0


def test_a_russian_page_is_read_again_in_both_languages() -> None:
    engine = FakeEngine(lambda _image, languages: ocr_page(RUSSIAN, 0.92) if "rus" in languages else ocr_page(RUBBISH, 0.55))
    result = read(PAGE, engine)
    assert "languages=eng+rus" in result.origin.settings
    assert "model=model-of-eng+rus" in result.origin.settings
    assert result.words[0].text == "Уважаемый"


STAMPED = "\n".join(["the of and to in that is was for it with as his on be at", "MpesugeHty CoeguHeHHbix"] * 2)


def test_a_page_under_an_english_stamp_is_read_as_the_russian_page_beside_it() -> None:
    stamped = np.where(PAGE < 128, 0, 200).astype(np.uint8)

    def answer(image: Image, languages: str) -> OcrPage:
        if "rus" in languages:
            return ocr_page(RUSSIAN, 0.92)
        return ocr_page(STAMPED, 0.69) if image.max() <= 200 else ocr_page(RUBBISH, 0.55)

    alone = read_jobs([job(stamped)], SETTINGS, FakeEngine(answer))[0]
    beside = read_jobs([job(PAGE), job(stamped)], SETTINGS, FakeEngine(answer))[1]
    assert "languages=eng psm" in alone.origin.settings
    assert "languages=eng+rus" in beside.origin.settings


def test_only_english_is_tried_where_only_english_is_set() -> None:
    engine = FakeEngine(lambda _image, _languages: ocr_page(RUBBISH, 0.7))
    read_jobs([job(PAGE)], ReadSettings(languages=("eng",)), engine)
    assert engine.asked == [(1, "eng")]


def test_a_failure_stays_with_its_page() -> None:
    def answer(image: Image, languages: str) -> OcrPage:
        return OcrPage(failure=("page_seconds", "too long")) if image.max() <= 200 else reads_upright(image, languages)

    dark = np.where(PAGE < 128, 0, 200).astype(np.uint8)
    results = read_jobs([job(dark), job(PAGE)], SETTINGS, FakeEngine(answer))
    assert results[0].failure == ("page_seconds", "too long")
    assert results[1].words


def one_word(text: str, confidence: float, left: int = 0) -> OcrWord:
    return OcrWord(text, left, 0, left + 80, 20, confidence, 0, 0)


def settled(mixed: str, latin: str, sure: float = 0.93) -> str:
    return settle_alphabets(OcrPage((one_word(mixed, 0.92),)), OcrPage((one_word(latin, sure),))).words[0].text


def test_numerals_and_known_names_are_in_latin_letters() -> None:
    assert settled("ХХ", "XX") == "XX"
    assert settled("ХIХ,", "XIX,") == "XIX,"
    assert settled("МАТО", "NATO") == "NATO"


def test_russian_words_keep_their_letters() -> None:
    assert settled("НАТО", "HATO") == "НАТО"
    assert settled("СССР", "CCCP") == "СССР"
    assert settled("МАТО", "NATO", sure=0.4) == "МАТО"
    assert settled("Х", "X") == "Х"
