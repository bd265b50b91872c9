"""Amends: a coach for someone who broke another person's trust."""
