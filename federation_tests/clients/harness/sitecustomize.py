"""Every name below `localhost` is loopback (RFC 6761): Python asks the C library, and that of a bare Debian does not know."""

import socket

_system = socket.getaddrinfo


def _getaddrinfo(host, *arguments, **options):
    if isinstance(host, str) and host.endswith(".localhost"):
        host = "127.0.0.1"
    return _system(host, *arguments, **options)


socket.getaddrinfo = _getaddrinfo
