"""What is due when, and the tick that does it."""
