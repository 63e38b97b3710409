"""Streamlit entry: page config and navigation, nothing else."""

import streamlit as st

from indicators.dashboard import ICON, backend, controls, registry

st.set_page_config(page_title="Relations Index", page_icon=ICON, layout="wide")
if backend.prepare():
    pages = {page.id: registry.streamlit_page(page) for page in registry.PAGES}
    chosen = st.navigation(list(pages.values()), position="top")
    with backend.sentences():
        controls.draw(pages)
        chosen.run()
