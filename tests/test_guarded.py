"""Only allowed hosts are asked, and no address of our own network unless it is named."""

import socket
from datetime import timedelta

import pytest

from collectors.declared.guarded import GuardedClient, check
from collectors.settings import SettingsError, load
from collectors.source import Refused, Source, SourceError, Unreachable
from indicators.frames import OBSERVATIONS
from tests.publishers import Publishers

ALLOWED = ("data.example.org", "*.example.net", "127.0.0.1")


def at(*addresses):
    """Return a look-up that finds every host at `addresses`."""

    def look_up(host, port, type):
        return [(socket.AF_INET, type, 6, "", (address, port)) for address in addresses]

    return look_up


@pytest.mark.parametrize(
    "url",
    ["https://data.example.org/a.csv", "http://DATA.example.org.:8080/", "https://a.example.net/"],
)
def test_an_allowed_host_at_a_public_address_may_be_asked(url):
    check(url, ALLOWED, at("93.184.216.34"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.org/a", "not among the hosts"),
        ("https://example.net/a", "not among the hosts"),  # *.example.net is what is below it
        ("https://data.example.org.evil.example/a", "not among the hosts"),
        ("https://data.example.org@evil.example/a", "without a password"),
        ("file:///etc/passwd", "https://"),
        ("ftp://data.example.org/a", "https://"),
        ("https://data.example.org:99999/a", "not an address"),
        ("https://", "https://"),
        ("http://localhost/", "not among the hosts"),
        ("http://[::1]/", "not among the hosts"),
        ("http://2130706433/", "not among the hosts"),
    ],
)
def test_other_hosts_are_refused(url, said):
    with pytest.raises(Refused, match=said):
        check(url, ALLOWED, at("93.184.216.34"))


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fe80::1%eth0",
     "fc00::1", "::ffff:10.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_an_allowed_name_that_leads_into_our_own_network_is_refused(address):
    with pytest.raises(Refused, match="not a public address"):
        check("https://data.example.org/", ALLOWED, at("93.184.216.34", address))


def test_an_address_of_our_own_that_is_named_itself_may_be_asked():
    check("http://127.0.0.1:8501/", ALLOWED, at("127.0.0.1"))
    with pytest.raises(Refused):
        check("http://127.0.0.2/", ALLOWED, at("127.0.0.2"))


def test_a_host_that_is_not_found_is_no_refusal():
    def nowhere(host, port, type):
        raise socket.gaierror("Name or service not known")

    with pytest.raises(Unreachable, match="is not found"):
        check("https://data.example.org/", ALLOWED, nowhere)


def test_what_a_server_sends_us_on_to_is_looked_at_too(now):
    source = Source(
        id="probe", title="Probe", publisher="", homepage="", licence="", every=timedelta(days=1),
        fetch=lambda client: (), parse=lambda replies: (), frames=(OBSERVATIONS,),
    )  # fmt: skip
    with Publishers() as web:
        inner = web.url.replace("127.0.0.1", "localhost")
        web.offer("/a", b"", status=302, Location=f"{inner}/secret")
        web.offer("/secret", b"the administrator's page")
        client = GuardedClient(source, now, allowed=("127.0.0.1",))
        with pytest.raises(SourceError, match="localhost is not among the hosts"):
            client.get(f"{web.url}/a")
        assert [one.address for one in web.asked] == ["/a"]


def test_hosts_in_the_settings_are_names_not_addresses_of_pages(home):
    (home / "jointwatch.toml").write_text('allowed_hosts = ["data.example.org", "*.example.net"]')
    assert load().allowed_hosts == ("data.example.org", "*.example.net")
    (home / "jointwatch.toml").write_text('allowed_hosts = ["https://data.example.org/"]')
    with pytest.raises(SettingsError, match="expected names of hosts"):
        load()
