"""Screens: text and keyboard from plain data, pure functions."""
