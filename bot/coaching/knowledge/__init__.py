"""Answers to questions about trust, and what kinds of professional help there are."""
