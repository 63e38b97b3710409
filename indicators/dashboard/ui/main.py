"""What Streamlit runs for every page: page config, navigation, the controls at the side, the page."""

import streamlit as st

from indicators.dashboard import ICON, registry
from indicators.dashboard.ui import cache, controls, freshness, state

st.set_page_config(page_title="Relations Index", page_icon=ICON, layout="wide")
if cache.prepare():
    state.take_along()
    page = st.navigation([registry.streamlit_page(page) for page in registry.PAGES], position="top")
    with state.run(registry.page(page.url_path or registry.PAGES[0].id)), cache.sentences():
        controls.draw()
        freshness.badge(controls.view().definition)
        page.run()
