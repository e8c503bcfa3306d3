"""The five vectors that the official SDK produced, and the rules they do not reach."""

from datetime import UTC, datetime

import httpx
import pytest

from bot.dataworks import Credentials, signing
from bot.dataworks.auth import Acs3Auth
from tests.dataworks.standin import KEY_ID, SECRET

HOST = "dataworks.cn-hangzhou.aliyuncs.com"
DATE = "2024-11-25T03:04:05Z"
NONCE = "d410180a5abf7fe235dd9b74aca91fc0"
BODY_1 = (
    "AutoStartEnabled=True&DefaultRunProperties=%7B%22Analysis%22%3A%7B%22Blocked%22%3Atrue%2C%22Enabled%22%3Atrue%7D"
    "%2C%22Mode%22%3A%22General%22%2C%22Parallelism%22%3A2%2C%22RootTaskIds%22%3A%5B1001%5D%7D&EnvType=Prod"
    "&Name=backfill+%E8%AE%A2%E5%8D%95+a%2Bb&Periods=%7B%22BizDates%22%3A%5B%7B%22EndBizDate%22%3A%222024-11-24%22%2C"
    "%22StartBizDate%22%3A%222024-11-20%22%7D%5D%7D&ProjectId=10001&Type=SupplementData&WorkflowId=1"
)
BODY_5 = "Comment=%E5%81%9C%E6%AD%A2&Ids=%5B11%2C12%5D"
FORM = {"content-type": "application/x-www-form-urlencoded"}
SDK = {"accept": "application/json", "user-agent": "wire-vector/1", "x-acs-credentials-provider": "static_ak"}
TOKEN = {
    "x-acs-accesskey-id": KEY_ID,
    "x-acs-security-token": "teststs+token/for=tests==",
    "x-acs-credentials-provider": "static_sts",
}

CREATE_1 = "131e6800c3739336423a73dfca16ec4332738d3d376b6b02457436b343412d0c"
CREATE_2 = "058dc244f001b44e43841f5c9c289a3e202edb78d66913201165a24b6295ec38"
RESULT_3 = "fc15bfc59071da3506a3c2536f6ad9ad7f7ec195ea8e1f53b9cc6e7aa5058f1f"
GROUPS_4 = "4c66b5585bdde88a7d6b8f9ec4ec083d80623a0b703a3cb098b93773359982c3"
STOP_5 = "0bb832e13c68cf58194f765eb51d9b6dab5315f9613c447b8ef2961385615d06"

QUERY_3 = [("OperationId", "e15ad21c-b0e9-4792-8f55-b03700000001")]
QUERY_4 = [("Statuses", '["Normal","Updating"]'), ("ProjectId", "10001"), ("Name", "res group*~")]

VECTORS = {
    "V1": ("POST", "CreateWorkflowInstances", [], BODY_1, {**FORM, **SDK}, CREATE_1),
    "V2": ("POST", "CreateWorkflowInstances", [], BODY_1, FORM, CREATE_2),
    "V3": ("GET", "GetCreateWorkflowInstancesResult", QUERY_3, "", SDK, RESULT_3),
    "V4": ("GET", "ListResourceGroups", QUERY_4, "", SDK, GROUPS_4),
    "V5": ("POST", "StopWorkflowInstances", [], BODY_5, {**FORM, **SDK, **TOKEN}, STOP_5),
}


def headers_of(action: str, body: str, more: dict[str, str]) -> dict[str, str]:
    return {
        "host": HOST,
        "x-acs-action": action,
        "x-acs-version": "2024-05-18",
        "x-acs-date": DATE,
        "x-acs-signature-nonce": NONCE,
        "x-acs-content-sha256": signing.sha256_hex(body.encode()),
        **more,
    }


@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: str) -> None:
    method, action, query, body, more, expected = VECTORS[vector]
    headers = headers_of(action, body, more)
    authorization = signing.authorization(
        KEY_ID, SECRET, method=method, query=query, headers=headers, content_sha256=headers["x-acs-content-sha256"]
    )
    names = ";".join(sorted(headers))
    assert authorization == f"ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={names},Signature={expected}"


def test_the_steps_of_the_first_vector() -> None:
    headers = headers_of("CreateWorkflowInstances", BODY_1, {**FORM, **SDK})
    body_hash = "e80a2716ae7884e173ac80dfac59d6c1441856c1421176dff92225fb6eb4ac21"
    assert headers["x-acs-content-sha256"] == body_hash
    canonical = signing.canonical_request("post", [], headers, body_hash)
    assert canonical.splitlines() == [
        "POST",
        "/",
        "",
        "accept:application/json",
        "content-type:application/x-www-form-urlencoded",
        f"host:{HOST}",
        "user-agent:wire-vector/1",
        "x-acs-action:CreateWorkflowInstances",
        f"x-acs-content-sha256:{body_hash}",
        "x-acs-credentials-provider:static_ak",
        f"x-acs-date:{DATE}",
        f"x-acs-signature-nonce:{NONCE}",
        "x-acs-version:2024-05-18",
        "",
        (
            "accept;content-type;host;user-agent;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;"
            "x-acs-signature-nonce;x-acs-version"
        ),
        body_hash,
    ]
    digest = "a03d7b2a66ce1d285e9c1f75b0886441543fdc888e6f05aac2ae60ddc87525b9"
    assert signing.string_to_sign(canonical) == f"ACS3-HMAC-SHA256\n{digest}"
    assert signing.signature(SECRET, signing.string_to_sign(canonical)) == CREATE_1


def test_the_hash_of_no_body() -> None:
    assert signing.sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_query_is_encoded_by_rfc_3986_and_sorted() -> None:
    assert signing.canonical_query([("b", "res group*~"), ("A", "é/+")]) == "A=%C3%A9%2F%2B&b=res%20group%2A~"
    assert signing.canonical_query(QUERY_4).startswith("Name=res%20group%2A~&ProjectId=10001&")
    assert signing.canonical_query([]) == ""


async def test_the_auth_signs_the_second_vector() -> None:
    auth = Acs3Auth(
        Credentials.fixed(KEY_ID, SECRET),
        now=lambda: datetime(2024, 11, 25, 3, 4, 5, tzinfo=UTC),
        nonce=lambda: NONCE,
    )
    request = httpx.Request(
        "POST",
        f"https://{HOST}/",
        content=BODY_1.encode(),
        headers={"x-acs-action": "CreateWorkflowInstances", "x-acs-version": "2024-05-18", **FORM},
    )
    signed = await anext(auth.async_auth_flow(request))
    assert signed.headers["authorization"].endswith(f"Signature={CREATE_2}")


async def test_the_auth_signs_a_query_by_its_decoded_values() -> None:
    auth = Acs3Auth(Credentials.fixed(KEY_ID, SECRET, TOKEN["x-acs-security-token"]), nonce=lambda: NONCE)
    request = httpx.Request("GET", f"https://{HOST}/?Name=res+group%2A~&ProjectId=10001")
    signed = await anext(auth.async_auth_flow(request))
    headers = {name: value for name, value in signed.headers.items() if signing.must_be_signed(name)}
    assert set(TOKEN) - {"x-acs-credentials-provider"} <= set(headers)
    assert signed.headers["authorization"] == signing.authorization(
        KEY_ID,
        SECRET,
        method="GET",
        query=[("Name", "res group*~"), ("ProjectId", "10001")],
        headers=headers,
        content_sha256=signing.sha256_hex(b""),
    )


async def test_each_attempt_has_its_own_nonce_and_no_token_stays_behind() -> None:
    request = httpx.Request("GET", f"https://{HOST}/")
    first = await anext(Acs3Auth(Credentials.fixed(KEY_ID, SECRET, "t")).async_auth_flow(request))
    before = first.headers["x-acs-signature-nonce"]
    second = await anext(Acs3Auth(Credentials.fixed(KEY_ID, SECRET)).async_auth_flow(request))
    assert second.headers["x-acs-signature-nonce"] != before
    assert "x-acs-security-token" not in second.headers
    assert "x-acs-accesskey-id" not in second.headers
