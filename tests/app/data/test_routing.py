"""What the server has at hand before anybody asks for a way."""

from app.data import routing
from gis.settings import ROOT, Settings
from gis.streets import route as routes
from gis.streets.route import Position
from gis.terms import MODES

GANGNAM, EUNPYEONG = Position(37.4979, 127.0276), Position(37.60, 126.92)


def test_the_first_way_across_seoul_is_not_waited_for(tmp_path, monkeypatch):
    atlas = routing.open_atlas(Settings(data_dir=ROOT / "data", var_dir=tmp_path))
    atlas.warm()
    monkeypatch.setattr(routes, "choose_landmarks", None)  # nothing is left to be chosen
    assert [atlas.trip(GANGNAM, EUNPYEONG, mode=mode).network for mode in MODES] == ["seoul"] * 3
