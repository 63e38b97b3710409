"""Streamlit pages: state in, charts out."""
