"""A center for search engines: schema.org's MedicalOrganization, with hours only where they are published."""

from typing import Any

from markupsafe import Markup

from app.data.opening import Openings
from app.ui.markup import html
from gis.care.hours import Hours
from gis.care.hours.model import open_intervals
from gis.care.hours.osm import WEEKDAY_NAMES
from gis.queries.centers import Center


def markup(center: Center, openings: Openings) -> Markup:
    """Write a center as JSON-LD.

    Parameters
    ----------
    center : Center
    openings : Openings
        Holds its hours, where they are published.

    Returns
    -------
    Markup
        A script element of data; a sign that could end it is written as its code.
    """
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalOrganization",
        "name": center.name,
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "KR",
            "streetAddress": center.road_address or center.lot_address or center.region_name,
        },
    }
    if center.phone:
        facts["telephone"] = center.phone
    if center.homepage:
        facts["url"] = center.homepage
    if not center.is_approximate:
        facts["geo"] = {"@type": "GeoCoordinates", "latitude": center.lat, "longitude": center.lon}
    known = openings.board.facts.get(center.center_id)
    if known is not None and (hours := opening_hours(known.hours)):
        facts["openingHours"] = hours
    return html('<script type="application/ld+json">{{ facts | tojson }}</script>', facts=facts)


def opening_hours(hours: Hours) -> list[str]:
    """Write an ordinary week as schema.org wants it, such as ``Mo 09:00-18:00``, breaks taken out.

    It is empty where nothing is published.
    """
    if not hours.rules:
        return []
    return [
        f"{WEEKDAY_NAMES[day]} {_clock(span.start_min)}-{_clock(span.end_min)}"
        for day, own in enumerate(hours.ordinary_week())
        for span in open_intervals(own)
    ]


def _clock(minute: int) -> str:
    """Write a minute of the day, of the next where it runs over midnight; an end at midnight is 23:59."""
    return "23:59" if minute == 24 * 60 else f"{minute // 60 % 24:02d}:{minute % 60:02d}"
