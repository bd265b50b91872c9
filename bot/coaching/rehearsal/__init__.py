"""Practising a difficult conversation: what is said in it, and what that does."""
