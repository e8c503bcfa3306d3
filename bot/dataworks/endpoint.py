"""Where the API of a region is, and whether an address given by the operator can be one."""

import ipaddress
from urllib.parse import urlsplit

from bot.errors import SettingsError
from bot.locale import _

OWN_NAME = frozenset(
    (
        *("cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-zhangjiakou", "cn-chengdu", "cn-wulanchabu"),
        *("cn-hongkong", "cn-shanghai-finance-1", "cn-shenzhen-finance-1", "cn-beijing-finance-1", "cn-north-2-gov-1"),
        *("ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "ap-southeast-7"),
        *("eu-central-1", "eu-west-1", "us-east-1", "us-west-1", "me-east-1", "me-central-1"),
    )
)
"""Regions with `dataworks.<region>.aliyuncs.com` (the SDK's map; ap-southeast-7 from the product documentation)."""

CENTRAL = frozenset(("cn-qingdao", "cn-huhehaote", "ap-south-1", "ap-southeast-2"))
"""Regions that are served by `dataworks.aliyuncs.com`."""


def endpoint_of(region: str) -> str:
    """The public endpoint of a region, `https://dataworks.cn-hangzhou.aliyuncs.com`.

    Raises SettingsError for a region that no source names: guessing would send signed requests to an unproven host.
    """
    name = region.strip().lower()
    if name in OWN_NAME:
        return f"https://dataworks.{name}.aliyuncs.com"
    if name in CENTRAL:
        return "https://dataworks.aliyuncs.com"
    raise SettingsError(
        _("DataWorks has no known endpoint for the region {region}.", region=repr(region)),
        _("Give the endpoint itself, such as https://dataworks.cn-hangzhou.aliyuncs.com (DATAWORKS_ENDPOINT)."),
    )


def checked_endpoint(address: str) -> str:
    """`scheme://host[:port]` of an explicit endpoint, without a slash at the end.

    Raises SettingsError for anything else: no scheme, another scheme than http and https, a path, a query, a user.
    """
    text = address.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _not_an_endpoint(address) from None
    odd = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not host or odd or any(c.isspace() for c in text):
        raise _not_an_endpoint(address)
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" if port is None else f"{parts.scheme}://{name}:{port}"


def is_loopback(endpoint: str) -> bool:
    """Whether an endpoint is on this machine, where no proxy may come between."""
    host = urlsplit(endpoint).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _not_an_endpoint(address: str) -> SettingsError:
    # The address may hold a password (https://user:password@host): only what follows it is repeated.
    shown = address.rpartition("@")[2]
    return SettingsError(
        _("{address} is not the address of an endpoint.", address=repr(shown)),
        _("Write scheme, host and perhaps a port, such as https://dataworks.cn-hangzhou.aliyuncs.com."),
    )
