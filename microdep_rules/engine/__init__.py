"""Packs on documents: every rule and subject gets an outcome, with its proof."""
