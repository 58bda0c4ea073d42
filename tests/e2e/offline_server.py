"""`dolmetsch` where the network is forbidden: `python -m tests.e2e.offline_server`.

Whatever asks for a name, an address or a connection fails, and says so on stderr. The interpreter itself
tells of each attempt, wherever in Python code it is made.
"""

import sys

FORBIDDEN = "the network is forbidden here"
_ATTEMPTS = (
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
)  # fmt: skip


def forbid_the_network() -> None:
    """Lets every attempt fail from now on."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _ATTEMPTS:
        print(f"{FORBIDDEN}: {event}", file=sys.stderr, flush=True)
        raise PermissionError(FORBIDDEN)


if __name__ == "__main__":
    forbid_the_network()
    from server.__main__ import main

    sys.exit(main())
