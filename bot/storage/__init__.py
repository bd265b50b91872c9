"""What is remembered: tables, one transaction at a time, migrations."""
