"""Bundles in other formats: CycloneDX attestations and OSCAL assessment results.

Both contain only data of the record. They name only people with a verified sign-off. Equal bundles give equal
bytes.
"""
