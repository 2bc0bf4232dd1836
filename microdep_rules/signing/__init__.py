"""Sign-offs: canonical JSON, envelopes, keys, the trust store, and the verification of a bundle.

No module here reads a file or a clock: callers pass the files of a bundle and the date. The library
`cryptography` makes and checks signatures. The formats are DSSE v1.0.2, the in-toto Statement v1 and the
SSHSIG of OpenSSH.
"""
