"""Commitments: reading what is promised, by when, and how it will be seen."""
