"""Options that state a reading, as they are typed."""

from app.commands.reading_options import hours_named


def test_a_short_word_names_a_set_of_hours_and_other_text_stays():
    assert hours_named("evening") == "weekday_evening"
    assert hours_named("Tue 19") == "Tue 19"
