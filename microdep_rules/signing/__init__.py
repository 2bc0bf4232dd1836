"""Sign-offs: canonical JSON, envelopes, keys, the trust store, and the verification of a bundle.

No module reads a file or a clock: `Files` gives the content of a bundle, and every date is one
that somebody stated. Signatures come from `cryptography`; the formats are DSSE v1.0.2,
the in-toto Statement v1 and the SSHSIG of OpenSSH, each small enough to be compared with its
specification by eye.
"""
