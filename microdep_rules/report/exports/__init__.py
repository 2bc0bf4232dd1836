"""Bundles in the formats of other programs: CycloneDX attestations, and OSCAL assessment results.

Both formats contain only data from the record. An export names a person only if the person's sign-off is
verified. Equal bundles give equal bytes.
"""
