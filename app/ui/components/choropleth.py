"""A drawn map of regions."""

from app.ui.components import ignore, register

_mount = register("choropleth")


def show_choropleth(svg: str, *, key: str) -> str | None:
    """Show a map that app.regions.choropleth has drawn and tell which unit was chosen.

    Parameters
    ----------
    svg : str
        The picture.
    key : str
        Its name on the page.

    Returns
    -------
    str or None
        Code of the unit that the person has just chosen.
    """
    chosen: str | None = _mount(key=key, data={"svg": svg}, on_chosen_change=ignore).chosen
    return chosen
