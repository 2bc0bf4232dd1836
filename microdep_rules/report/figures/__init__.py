"""Figures of a report as plain data; templates only draw them."""
