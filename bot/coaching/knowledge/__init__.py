"""Answers to what people ask, and the kinds of professional help."""
