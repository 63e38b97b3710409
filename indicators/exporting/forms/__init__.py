"""Forms in which an index is handed out."""
