"""Relations Index: real figures in, one defensible index out, every step in between open to inspection."""
