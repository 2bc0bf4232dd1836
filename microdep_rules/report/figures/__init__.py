"""Pictures in a report, as plain data.

These modules compute all positions, and templates only draw the pictures.
"""
