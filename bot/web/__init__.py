"""What the bot answers over HTTP: whether it is well, and calendars that subscribe."""
