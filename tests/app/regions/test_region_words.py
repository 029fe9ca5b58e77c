"""The words of the region page that others share: of which day the number of people is."""

from datetime import date

import pandas as pd

from app.regions import region_words
from app.text import load

DATASETS = pd.DataFrame(
    {
        "source": ["population", "population_month", "kontur"],
        "reference_to": [date(2024, 6, 30), date(2025, 11, 30), date(2026, 1, 1)],
    }
)


def test_the_newest_count_of_people_names_its_day():
    ko, en = load("ko"), load("en")
    assert region_words.people_date(ko, DATASETS) == ["사람 수는 2025년 11월 30일의 주민등록 인구예요."]
    assert region_words.people_date(en, DATASETS) == ["People are the registered residents of 2025-11-30."]
    assert region_words.people_date(ko, DATASETS[:1]) == ["사람 수는 2024년 6월 30일의 주민등록 인구예요."]
    assert region_words.people_date(ko, DATASETS[:0]) == []
