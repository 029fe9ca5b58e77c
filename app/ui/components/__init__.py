"""The browser-side parts: plain JavaScript beside a Python door each.

They put no style of their own in the page (app/ui/static has it all), load nothing from outside, and get every
sentence from Python. Each redraws from its data, so a run of the page never rebuilds what did not change.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st


def register(name: str) -> Callable[..., Any]:
    """Register the component whose code is ``<name>.js`` in this folder; its styles are the page's."""
    code = (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")
    return st.components.v2.component(f"mindconnect.{name}", js=code, isolate_styles=False)


def ignore() -> None:
    """Do nothing when a component reports: the run that follows reads what it said."""
