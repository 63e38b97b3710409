"""The columns of a table put together again → observations or events."""
