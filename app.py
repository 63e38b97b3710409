"""What `streamlit run` starts; page config and navigation stand in indicators/dashboard/ui/main.py."""

import streamlit as st
from starlette.middleware import Middleware

from indicators.dashboard import MAIN
from indicators.dashboard.ui.hosts import Hosts

app = st.App(MAIN, middleware=[Middleware(Hosts)])
