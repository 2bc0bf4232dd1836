"""Figures of a report as plain data.

The modules compute all positions, and templates only draw the figures.
"""
