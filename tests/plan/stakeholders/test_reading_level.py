"""How easy a text reads: syllables and sentences counted by hand, and the formulas at their own numbers."""

from __future__ import annotations

import pytest

from hitdesign.plan.stakeholders.reading_level import Counted, counted, flesch_kincaid_grade, szigriszt_pazos
from hitdesign.plan.stakeholders.syllables import english_syllables, spanish_syllables

#: Counted by hand, as the words are spoken.
ENGLISH = {
    1: "school math group groups help helped planned called child learn launch read made makes does the",
    2: "student tutor reading minutes session needed people table tables places million being going agree pages",
    3: "tutoring family families principal assessment idea area museum languages invited usual",
    4: "material available education experience society",
}
SPANISH = {
    1: "que quien hay muy y yo buey",
    2: "ciudad día grupo niño aula leer país guerra reunión oír viuda",
    3: "escuela familia lectura maestra pequeños semana horario pingüino septiembre",
    4: "estudiantes tutoría continúa aéreo",
    5: "matemáticas",
}


@pytest.mark.parametrize("syllables", ENGLISH)
def test_syllables_of_english_words_are_those_that_are_spoken(syllables: int) -> None:
    wrong = {word: english_syllables(word) for word in ENGLISH[syllables].split()}
    assert {word: count for word, count in wrong.items() if count != syllables} == {}


@pytest.mark.parametrize("syllables", SPANISH)
def test_syllables_of_spanish_words_follow_its_spelling(syllables: int) -> None:
    wrong = {word: spanish_syllables(word) for word in SPANISH[syllables].split()}
    assert {word: count for word, count in wrong.items() if count != syllables} == {}


def test_sentences_and_words_of_an_english_text_are_those_counted_by_hand() -> None:
    # We help your child (5) | The group meets three times a week (8) | It starts on May 4, 2026 (1+1+1+1+1+4)
    text = "We help your child. The group meets three times a week!\n\nIt starts on May 4, 2026"
    assert counted(text, "en") == Counted(sentences=3, words=17, syllables=4 + 7 + 9)


def test_sentences_and_words_of_a_spanish_text_are_those_counted_by_hand() -> None:
    # La tutoría ayuda (1+4+3) | ¿Tiene preguntas (2+3)
    assert counted("La tutoría ayuda. ¿Tiene preguntas?", "es") == Counted(sentences=2, words=5, syllables=13)


def test_a_decimal_or_an_hour_ends_no_sentence() -> None:
    assert counted("It costs $1,234.50 a day.", "en").sentences == 1


def test_a_text_without_words_has_no_sentence_and_divides_nothing() -> None:
    empty = counted("... \n !", "en")
    assert (empty.sentences, empty.words_per_sentence, empty.syllables_per_word) == (0, 0.0, 0.0)


def test_the_grade_of_an_english_text_is_that_of_the_published_formula() -> None:
    # 100 words in 5 sentences with 150 syllables: 0.39 x 20 + 11.8 x 1.5 - 15.59
    assert flesch_kincaid_grade(Counted(5, 100, 150)) == pytest.approx(9.91)


def test_the_score_of_a_spanish_text_is_that_of_the_published_formula() -> None:
    # 100 words in 5 sentences with 200 syllables: 206.835 - 62.3 x 2 - 20
    assert szigriszt_pazos(Counted(5, 100, 200)) == pytest.approx(62.235)


def test_longer_sentences_and_longer_words_read_harder_in_both_languages() -> None:
    base, long_sentences, long_words = Counted(5, 100, 150), Counted(4, 100, 150), Counted(5, 100, 160)
    assert flesch_kincaid_grade(base) < min(map(flesch_kincaid_grade, (long_sentences, long_words)))
    assert szigriszt_pazos(base) > max(map(szigriszt_pazos, (long_sentences, long_words)))
