"""Sign-offs: canonical JSON, envelopes, keys, whom one trusts, and whether a bundle is as it was signed.

Nothing here reads a file or asks a clock: what a bundle holds is given by `Files`, and every date is one
that somebody wrote down. Signatures are those of `cryptography`; the forms around them are DSSE v1.0.2,
the in-toto Statement v1 and the SSHSIG of OpenSSH, each small enough to be checked by eye against its
specification.
"""
