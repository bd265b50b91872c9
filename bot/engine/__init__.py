"""What Rasa 3.6.21 does not do well enough, mended by subclass; each mend has a test."""
