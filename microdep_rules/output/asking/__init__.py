"""From unknown to answered: which facts to ask for next, of whom, and in which order."""
