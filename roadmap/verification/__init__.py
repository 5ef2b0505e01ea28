"""What this installation knows of a hash or of a file that somebody holds: the public page `/verificar`.

Whoever holds a full SHA-256, or the very file, is told which sealed closing it is of. Nobody else learns anything: not
that a closing exists, nor how many there are. What was not sealed is unknown here.

- `looking`: a hash, or a file that passed by -> what it is; `prints`: the hashes of a closing's documents
"""

from roadmap.verification.looking import Found, Signer, of_file, of_hash

__all__ = ["Found", "Signer", "of_file", "of_hash"]
