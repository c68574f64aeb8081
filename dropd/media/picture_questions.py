"""What both ends of the socket of the picture decoder know: `decoder.py` asks, `picture_server.py` answers."""

MESSAGE_BYTES = 4096
"""The longest question or answer."""

READY = b"ready"
"""What the server says first, once it has loaded itself."""

CHECKS = "--checks"
"""The argument of a server that is asked for checks: it takes longer to load."""
