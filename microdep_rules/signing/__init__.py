"""Sign-offs: canonical JSON, envelopes, keys, the trust store, and the verification of a bundle.

No module reads a file or a clock. `Files` gives the content of a bundle, and the caller gives every date. The
library `cryptography` makes and checks signatures. The formats are DSSE v1.0.2, the in-toto Statement v1 and
the SSHSIG of OpenSSH. The code of each format is short enough to compare it with the specification.
"""
