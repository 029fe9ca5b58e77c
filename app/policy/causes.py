"""What the change of either reading since an earlier date comes from, said and tabled. No Streamlit.

Only centers and hours that changed are a change of care; hours that were merely published are told apart from them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from app.policy import equities
from app.policy.differences import Comparison
from app.policy.series import End
from app.regions import figures
from app.text import Text
from app.ui import downloads, words
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks
from gis.causes import CAUSES, FIGURES, OF_CARE, PEOPLE_FIGURES, PartedChange

PARTS = ("before", *CAUSES, "after")
"""Rows of the table, in order."""

_OF_PEOPLE_ALONE = ("before", "people", "rest", "after")
"""Rows where nothing is known of the earlier centers: all other causes in one."""

_STORY = Blocks("policy/story")


@dataclass(frozen=True, eq=False)
class Parted:
    """One reading's change.

    Attributes
    ----------
    end : {"a", "b"}
        Which reading of the comparison.
    name : str
        What tells it from the other.
    change : PartedChange
    table : pandas.DataFrame
        By part: the figures of the area (:meth:`gis.causes.PartedChange.total`).
    people : dict
        Figure -> part -> whole people that add up; None is not known.
    """

    end: End
    name: str
    change: PartedChange
    table: pd.DataFrame
    people: dict[str, dict[str, int | None]]

    @property
    def is_of_people_alone(self) -> bool:
        """Whether nothing is known of the earlier centers and their hours."""
        return self.change.earlier.reference_date is None

    @property
    def dates(self) -> tuple[dt.date, dt.date]:
        """The earlier date and the later one: of the centers, or of the counts where people alone are parted."""
        earlier, present = self.change.earlier, self.change.present
        if earlier.reference_date is None:
            return earlier.people_date, present.people_date
        return earlier.reference_date, present.reference_date


def part(answer: Comparison, changes: Sequence[PartedChange]) -> list[Parted]:
    """Part the changes of the readings for the area of a comparison; of a reading compared with itself once.

    Parameters
    ----------
    answer : Comparison
        The two readings.
    changes : sequence of PartedChange
        Of either reading.
    """
    ends: tuple[End, ...] = ("a", "b") if answer.views[0].reading != answer.views[1].reading else ("a",)
    parted = []
    for end, name, change in zip(ends, answer.names, changes, strict=False):
        table = change.total(answer.views[0].region_code).set_index("part")
        people = {figure: change.whole_people(table[figure]) for figure in PEOPLE_FIGURES}
        parted.append(Parted(end, name, change, table, people))
    return parted


def date_name(say: Text, date: dt.date, *, is_kept: bool) -> str:
    """Name a date to compare with; of one that was not kept people alone can be parted."""
    return words.day(say, date) if is_kept else say("causes.people_only", date=words.day(say, date))


def section(answer: Comparison, parted: Sequence[Parted]) -> Markup:
    """Write what changed and why, a table a reading, and the commands that give the figures again.

    Parameters
    ----------
    answer : Comparison
        Where, and in which language.
    parted : sequence of Parted
        Not none.
    """
    say, code = answer.say, answer.views[0].region_code
    told = [
        _STORY.section(
            say(f"compare.map_{one.end}", name=one.name),
            _STORY.told(finding(say, one, area=answer.area), "")
            + equities.plain_table(*table(say, one), caption=say("causes.table", area=answer.area, name=one.name)),
            "",
            "",
        )
        for one in parted
    ]
    closing = [say("causes.not_kept", first=words.day(say, parted[0].dates[0]))] if parted[0].is_of_people_alone else []
    commands = _STORY.commands(say("series.command"), [command(one, code) for one in parted])
    return Markup("").join([*told, _STORY.told([*closing, say("causes.explain")], commands)])


def command(one: Parted, region_code: str | None) -> str:
    """Write the command that gives a reading's parts again."""
    since = one.change.earlier.reference_date or one.change.earlier.people_date
    return one.change.reading.command(
        parent_code=region_code, output=f"--causes --since {since.isoformat()} --csv"
    )  # fmt: skip


def finding(say: Text, one: Parted, *, area: str) -> list[str]:
    """Say by how many people the figure changed, how much of it is care, and how much is hours that were published."""
    people = one.people["people_without"]
    ends = {key: figures.about(say, float(people[key] or 0)) for key in ("before", "after")}
    first, last = (words.day(say, date) for date in one.dates)
    told = {"area": area, "name": one.name, "first": first, "last": last, **ends}
    least = one.people["people_without_if_open"]
    bounds = {f"least_{key}": figures.about(say, float(least[key] or 0)) for key in ("before", "after")}
    has_bounds = one.change.reading.hours is not None and one.change.reading.unknown_hours == "closed"
    if one.is_of_people_alone:
        told |= {"people": _signed(say, people["people"]), "least_people": _signed(say, least["people"]), **bounds}
        return [say("causes.people_between" if has_bounds else "causes.people_alone", **told)]
    more = (people["after"] or 0) - (people["before"] or 0)
    way = "more" if more > 0 else "fewer" if more < 0 else "alike"
    care = sum(people[cause] or 0 for cause in OF_CARE)
    said = [
        say(f"causes.{way}", change=figures.about(say, float(abs(more))), **told),
        say("causes.care", care=_signed(say, care), published=_signed(say, people["published"])),
    ]
    if has_bounds:
        care_least = _signed(say, sum(least[cause] or 0 for cause in OF_CARE))
        said.append(say("causes.if_open", care=care_least, **bounds))
    return said


def table(say: Text, one: Parted) -> tuple[list[Column], list[Row]]:
    """Write the parts, a row a cause; both bounds where hours count.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    one : Parted

    Returns
    -------
    tuple of list of Column and list of Row
        For :func:`app.policy.equities.plain_table`.
    """
    reading = one.change.reading
    # Where unknown hours count as closed the figure is its upper bound.
    is_bound = reading.unknown_hours == "closed"
    shown = PEOPLE_FIGURES[:1] if reading.hours is None else PEOPLE_FIGURES[1:] if is_bound else PEOPLE_FIGURES
    columns = [Column("name", say("causes.cause"), number=False)]
    columns += [Column(figure, say(f"causes.{figure}"), say("figure.people.unit")) for figure in shown]
    first, last = (words.day(say, date) for date in one.dates)
    rows = []
    for key in _OF_PEOPLE_ALONE if one.is_of_people_alone else PARTS:
        name = say(f"causes.part.{key}", first=first, last=last)
        values: dict[str, float | str | None] = {"name": name}
        texts = {"name": name}
        for figure in shown:
            number = one.people[figure].get(key)
            values[figure] = number
            is_plain = key in ("before", "after") or number == 0
            texts[figure] = (
                say("causes.not_known") if number is None else f"{number:,}" if is_plain else f"{number:+,}"
            )  # fmt: skip
        rows.append(Row("", name, values, texts))
    return columns, rows


def sheet(say: Text, parted: Sequence[Parted]) -> downloads.Table:
    """Return the parts to take away: a row a reading and part, unrounded; what is not known is empty.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    parted : sequence of Parted
    """
    frames = []
    for one in parted:
        first, last = one.dates
        frames.append(
            one.table.reset_index().assign(
                end=one.end.upper(),
                name=one.name,
                since=first.isoformat(),
                until=last.isoformat(),
                data_version=one.change.board.data_version,
            )
        )
    frame = pd.concat(frames, ignore_index=True)
    columns = [
        downloads.FileColumn("end", say("series.end")),
        downloads.FileColumn("name", say("receipt.reading")),
        downloads.FileColumn("since", say("causes.since")),
        downloads.FileColumn("until", say("causes.until")),
        downloads.FileColumn("part", say("causes.cause")),
        *(downloads.FileColumn(figure, say(f"causes.{figure}"), 0) for figure in PEOPLE_FIGURES),
        downloads.FileColumn(FIGURES[-1], say("causes.share_without"), 2, 100),
        downloads.FileColumn("data_version", say("export.data_version")),
    ]
    return downloads.Table("causes", say("sheet.causes"), frame, columns)


def _signed(say: Text, number: int | None) -> str:
    """Write people as about how many more or fewer."""
    if number is None:
        return say("causes.not_known")
    sign = "+" if number > 0 else "-" if number < 0 else ""
    return f"{sign}{figures.about(say, float(abs(number)))}"
