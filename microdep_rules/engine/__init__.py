"""Evaluation of packs on documents: each rule and subject gets an outcome, with its proof."""
