"""Where the demo may be served."""

import socket

import pytest

from accounts.demo import serving
from revision.actions import Refused


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_may_have_the_known_password(host: str) -> None:
    where = serving.place(host, 8000)
    assert where.is_loopback
    serving.refuse_strangers(where, serving.KNOWN_PASSWORD)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_machines_may_not(host: str) -> None:
    with pytest.raises(Refused, match="everybody knows the password “demo-only”"):
        serving.refuse_strangers(serving.place(host, 8000), serving.KNOWN_PASSWORD)


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_other_machines_need_a_password_that_stands(password: str) -> None:
    with pytest.raises(Refused, match="too weak"):
        serving.refuse_strangers(serving.place("192.0.2.7", 8000), password)
    serving.refuse_strangers(serving.place("192.0.2.7", 8000), "walrus-kettle-north")


def test_an_empty_password_is_none() -> None:
    with pytest.raises(Refused, match="is empty"):
        serving.refuse_strangers(serving.place("127.0.0.1", 8000), "")


def test_the_known_password_is_that_of_the_settings(settings) -> None:
    assert serving.KNOWN_PASSWORD == settings.DEMO_PASSWORD


def test_a_host_that_is_none() -> None:
    with pytest.raises(Refused, match="no address of this machine"):
        serving.place("not a host", 8000)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("192.0.2.7", "http://192.0.2.7:8000/"),
    ],
)
def test_what_to_open(address: str, url: str) -> None:
    assert serving.Place(address, 8000).url == url


def test_a_taken_port_is_named_and_another_proposed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"Port {port} is in use.*--port {port + 1 if port < 65_535 else 8000}"):
            serving.refuse_taken(serving.Place("127.0.0.1", port))
    serving.refuse_taken(serving.Place("127.0.0.1", port))


def test_an_address_of_another_machine() -> None:
    with pytest.raises(Refused, match=r"Nothing can listen on 192\.0\.2\.7"):
        serving.refuse_taken(serving.Place("192.0.2.7", 18_499))
