"""A bundle in the forms that others read: attestations of CycloneDX, and assessment results of OSCAL.

Both say what the record says and nothing besides it, and name as signatories only people whose sign-offs were
verified. The same bundle gives the same bytes.
"""
