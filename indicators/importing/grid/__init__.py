"""Text → records of text cells, each with its physical lines."""
