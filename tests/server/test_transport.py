"""Where the server listens."""

import pytest

from server.errors import ServerError
from server.transport import Address


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("2087", "127.0.0.1", 2087, "127.0.0.1:2087"),
        (":2087", "127.0.0.1", 2087, "127.0.0.1:2087"),
        ("0.0.0.0:0", "0.0.0.0", 0, "0.0.0.0:0"),
        ("[::1]:5", "::1", 5, "[::1]:5"),
        ("localhost:80", "localhost", 80, "localhost:80"),
    ],
)
def test_an_address_without_a_host_is_the_loopback(text: str, host: str, port: int, shown: str) -> None:
    address = Address.parse(text)
    assert (address.host, address.port, str(address)) == (host, port, shown)


@pytest.mark.parametrize("text", ["", "host", "host:", ":-1", "1.2.3.4:99999", "host:http"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ServerError, match="HOST:PORT"):
        Address.parse(text)
