"""Breaches of trust: the details that people tell of them, and the excuses they make."""
