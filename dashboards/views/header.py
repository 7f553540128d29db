"""Header: what is at the top of every page: which campaign this is, its state and what it counts."""

import streamlit as st

from dashboards.house import House
from dashboards.labels import Success, as_markdown, beside, in_page_language, reward_words, sentence_case


def show_header(house: House) -> None:
    """Show title, state, aim and what is measured; nothing here changes while the page is open."""
    campaign = house.campaign
    live = len(campaign.live)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(as_markdown(in_page_language(campaign.title)), anchor=False)
        if live:
            words = "1 message live" if live == 1 else f"{live} messages live"
            st.badge(words, icon=":material/play_circle:", color="green")
        else:
            st.badge("No message live", icon=":material/pause_circle:", color="gray")
        if campaign.is_illustrative:
            st.badge("Illustrative: no real audience", icon=":material/science:", color="violet")
    lines = [
        f"**Aim:** {as_markdown(sentence_case(campaign.goal.desired_behaviour))}",
        f"**Measured:** {as_markdown(Success.of(campaign.goal_metric).share)}",
    ]
    if campaign.goal.reward:
        lines.append(f"**Shares follow:** {as_markdown(reward_words(campaign))}")
    st.markdown("  \n".join(lines))
    st.caption(as_markdown(beside(campaign)))
