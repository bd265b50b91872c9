"""The worker that sends what is due: an entry of its own, beside the channels."""
