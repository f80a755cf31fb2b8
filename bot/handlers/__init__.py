"""A tap or a message in, one action called, an answer out."""
