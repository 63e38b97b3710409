"""What the lines and columns of a table are."""
