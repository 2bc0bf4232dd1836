"""Bundles in other formats: CycloneDX attestations and OSCAL assessment results.

Both contain only data of the record. They name only people whose sign-offs were verified. Equal bundles give
equal bytes.
"""
