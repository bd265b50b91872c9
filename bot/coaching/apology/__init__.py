"""Apologies: composed from a person's own words, revised, looked at."""
