"""Bundles in other formats: attestations of CycloneDX, and assessment results of OSCAL.

Both contain only contents of the record, and name as signatories only people whose sign-offs were
verified. The same bundle gives the same bytes.
"""
