"""Reading English: the spaCy pipeline, sentence embeddings, perspective."""
