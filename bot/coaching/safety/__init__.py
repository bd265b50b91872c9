"""Safety: the gates, and the directory of services."""
