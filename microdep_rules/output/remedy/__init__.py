"""Smallest remedies of products: data and text."""
