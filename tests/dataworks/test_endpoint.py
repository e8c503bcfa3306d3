"""Region to endpoint, and explicit endpoints."""

import pytest

from bot.dataworks import checked_endpoint, endpoint_of
from bot.dataworks.endpoint import is_loopback
from bot.errors import SettingsError


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("cn-hangzhou", "https://dataworks.cn-hangzhou.aliyuncs.com"),
        (" CN-Shanghai ", "https://dataworks.cn-shanghai.aliyuncs.com"),
        ("cn-shanghai-finance-1", "https://dataworks.cn-shanghai-finance-1.aliyuncs.com"),
        ("ap-southeast-7", "https://dataworks.ap-southeast-7.aliyuncs.com"),
        ("me-central-1", "https://dataworks.me-central-1.aliyuncs.com"),
        ("cn-qingdao", "https://dataworks.aliyuncs.com"),
        ("ap-south-1", "https://dataworks.aliyuncs.com"),
    ],
)
def test_regions(region: str, endpoint: str) -> None:
    assert endpoint_of(region) == endpoint
    assert checked_endpoint(endpoint) == endpoint


def test_an_unknown_region_asks_for_the_endpoint() -> None:
    with pytest.raises(SettingsError, match="'moon-1'") as refused:
        endpoint_of("moon-1")
    assert "DATAWORKS_ENDPOINT" in str(refused.value.next_step)


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        (" https://dataworks-vpc.cn-hangzhou.aliyuncs.com/ ", "https://dataworks-vpc.cn-hangzhou.aliyuncs.com"),
        ("HTTP://LocalHost:1", "http://localhost:1"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_explicit_endpoints(address: str, endpoint: str) -> None:
    assert checked_endpoint(address) == endpoint


@pytest.mark.parametrize(
    "address",
    [
        "dataworks.cn-hangzhou.aliyuncs.com",
        "127.0.0.1:80",
        "ftp://h",
        "https://",
        "http://h/path",
        "http://h?x=1",
        "http://h#f",
        "http://h:port",
        "http://h:99999",
        "http://a b",
        "http://[::1",
        "",
    ],
)
def test_what_is_no_endpoint(address: str) -> None:
    with pytest.raises(SettingsError, match="not the address"):
        checked_endpoint(address)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        checked_endpoint("https://me:hunter2@host")
    assert "hunter2" not in f"{refused.value} {refused.value.next_step}"


def test_loopback() -> None:
    assert all(map(is_loopback, ("http://127.0.0.1:1", "http://localhost", "http://[::1]:2")))
    assert not any(map(is_loopback, ("https://dataworks.aliyuncs.com", "http://10.0.0.1")))
