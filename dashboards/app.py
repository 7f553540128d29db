"""App: the script that Streamlit runs for every visitor: page set-up and the menu."""

from pathlib import Path

import streamlit as st

from dashboards.house import current
from dashboards.views import messages, overview

ICON = Path(__file__).with_name("icon.svg")


def main() -> None:
    """Show the page that the visitor chose, or say how to open a campaign."""
    st.set_page_config(page_title="forbear", page_icon=str(ICON), layout="wide")
    if current() is None:
        st.info("No campaign is open in this process. Start with `forbear demo` or `forbear serve`.")
        return
    pages = [
        st.Page(overview.render, title="Overview", icon=":material/monitoring:", url_path="overview", default=True),
        st.Page(messages.render, title="Messages", icon=":material/chat:", url_path="messages"),
    ]
    st.navigation(pages, position="top").run()


main()
