"""The laws of the language, as properties over random packs and documents."""
