"""The command line: `amends`."""

from __future__ import annotations

import os

# Rasa reports home unless it is told not to, and TensorFlow talks on stderr; both read this once.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
from bot.cli.main import main  # after the environment is set

__all__ = ["main"]
