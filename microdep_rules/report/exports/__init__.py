"""Bundles in the formats of other programs: CycloneDX attestations, and OSCAL assessment results.

Both formats contain only data from the record. A person is named only if the sign-off of this person is
verified. Equal bundles give equal bytes.
"""
