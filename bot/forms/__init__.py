"""Guided conversations: one engine, and one short declaration per form."""
