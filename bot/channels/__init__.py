"""Where people come in: the web page, Telegram; one gate, one way through."""
