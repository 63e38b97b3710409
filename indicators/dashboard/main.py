"""What Streamlit runs for every page: page config, navigation, the controls at the side, the page."""

import streamlit as st

from indicators.dashboard import ICON, registry
from indicators.dashboard.ui import cache, controls

st.set_page_config(page_title="Relations Index", page_icon=ICON, layout="wide")
if cache.prepare():
    page = st.navigation([registry.streamlit_page(page) for page in registry.PAGES], position="top")
    with cache.sentences():
        controls.draw(page.url_path)
        page.run()
