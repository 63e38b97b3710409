"""Streamlit entry: page config and navigation, nothing else."""

import streamlit as st

from indicators.dashboard import ICON, backend, controls, registry

st.set_page_config(page_title="Relations Index", page_icon=ICON, layout="wide")
if backend.prepare():
    page = st.navigation([registry.streamlit_page(page) for page in registry.PAGES], position="top")
    with backend.sentences():
        controls.draw(page.url_path)
        page.run()
