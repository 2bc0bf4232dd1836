"""A large document that is gone through once: its parts in chunks, each judged as a document of its own."""
