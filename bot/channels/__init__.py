"""Where people come in: the web page; one gate, one way through."""
