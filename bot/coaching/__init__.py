"""What the coach knows: pure, no Rasa, no database, no network."""
