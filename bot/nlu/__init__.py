"""Rasa graph components: how a message is read before anything is decided."""
