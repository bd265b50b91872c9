"""Rasa custom actions, one module a topic; thin: read slots, call a service, speak."""
