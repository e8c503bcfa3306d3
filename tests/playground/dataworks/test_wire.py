"""Who gets in: signatures, clocks, nonces, versions, places."""

import hashlib
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.server import make_app
from bot.playground.dataworks.signature import Received, sign
from tests.playground.dataworks.harness import Client, Watch

_BODY = (
    b"AutoStartEnabled=True&DefaultRunProperties=%7B%22Analysis%22%3A%7B%22Blocked%22%3Atrue%2C%22Enabled%22%3Atrue%7D%2C"
    b"%22Mode%22%3A%22General%22%2C%22Parallelism%22%3A2%2C%22RootTaskIds%22%3A%5B1001%5D%7D&EnvType=Prod&Name=backfill+"
    b"%E8%AE%A2%E5%8D%95+a%2Bb&Periods=%7B%22BizDates%22%3A%5B%7B%22EndBizDate%22%3A%222024-11-24%22%2C%22StartBizDate"
    b"%22%3A%222024-11-20%22%7D%5D%7D&ProjectId=10001&Type=SupplementData&WorkflowId=1"
)


@pytest.mark.parametrize(
    ("extra", "signature"),
    [
        (
            {"accept": "application/json", "user-agent": "wire-vector/1", "x-acs-credentials-provider": "static_ak"},
            "131e6800c3739336423a73dfca16ec4332738d3d376b6b02457436b343412d0c",
        ),
        ({}, "058dc244f001b44e43841f5c9c289a3e202edb78d66913201165a24b6295ec38"),
    ],
)
def test_published_vectors(extra: dict[str, str], signature: str) -> None:
    headers = {
        "host": "dataworks.cn-hangzhou.aliyuncs.com",
        "content-type": "application/x-www-form-urlencoded",
        "x-acs-action": "CreateWorkflowInstances",
        "x-acs-version": "2024-05-18",
        "x-acs-date": "2024-11-25T03:04:05Z",
        "x-acs-signature-nonce": "d410180a5abf7fe235dd9b74aca91fc0",
        "x-acs-content-sha256": hashlib.sha256(_BODY).hexdigest(),
        **extra,
    }
    received = Received("POST", [], {name: [value] for name, value in headers.items()}, _BODY)
    assert sign(received, sorted(headers), "testkeysecret0000")[0] == signature


async def test_a_signed_call_gets_in(dataworks: Client) -> None:
    answer = await dataworks.ask("GetProject", Id=10001)
    assert answer.status == 200
    assert answer.json["Project"]["Name"] == "ec_dw"
    assert answer.json["RequestId"] == answer.headers["x-acs-request-id"]


async def test_query_is_signed_from_its_decoded_values(dataworks: Client) -> None:
    answer = await dataworks("ListResourceGroups", Name="dw ~*+组", Statuses=["Normal"])
    assert answer["PagingInfo"]["TotalCount"] == 0
    assert answer["Success"] is True


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"secret": "wrong"}, 400, "SignatureDoesNotMatch"),
        ({"key_id": "nobody"}, 404, "InvalidAccessKeyId.NotFound"),
        ({"spoil": {"x-acs-action": "GetTask"}}, 400, "SignatureDoesNotMatch"),
        ({"spoil": {"x-acs-content-sha256": "0" * 64}}, 400, "SignatureDoesNotMatch"),
        ({"spoil": {"x-acs-trace": "1"}}, 400, "IncompleteSignature"),
        ({"spoil": {"Authorization": "Bearer x"}}, 400, "IncompleteSignature"),
        ({"unsigned": ("x-acs-version",)}, 400, "IncompleteSignature"),
        ({"unsigned": ("host",)}, 400, "IncompleteSignature"),
        ({"x_acs_version": "2020-05-18"}, 404, "InvalidVersion"),
        ({"x_acs_date": "yesterday"}, 400, "InvalidTimeStamp.Format"),
        ({"x_acs_security_token": "sts"}, 400, "InvalidSecurityToken.MismatchWithAccessKey"),
        ({"method": "POST"}, 400, "UnsupportedHTTPMethod"),
    ],
)
async def test_turned_away(dataworks: Client, sent: dict[str, object], status: int, code: str) -> None:
    request: dict[str, object] = {"query": {"Id": "10001"}, "method": "GET", **sent}
    answer = await dataworks.send("GetProject", **request)  # type: ignore[arg-type]
    assert (answer.status, answer.json["Code"]) == (status, code)
    assert answer.json["HostId"] == dataworks.host
    entry = (await dataworks.control("journal"))["journal"][-1]
    assert (entry["code"], entry["taken"]) == (code, False)


async def test_content_type_must_be_signed_with_a_body(dataworks: Client) -> None:
    answer = await dataworks.send("ListProjects", form={"PageSize": "10"}, unsigned=("content-type",))
    assert answer.json["Code"] == "IncompleteSignature"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(899, None), (-899, None), (901, "InvalidTimeStamp.Expired"), (-901, "InvalidTimeStamp.Expired")],
)
async def test_clock_may_be_off_by_fifteen_minutes(
    dataworks: Client, watch: Watch, seconds: int, code: str | None
) -> None:
    stamp = datetime.fromtimestamp(watch() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = await dataworks.send("GetProject", query={"Id": "10001"}, method="GET", x_acs_date=stamp)
    assert answer.json.get("Code") == code


async def test_a_nonce_serves_once(dataworks: Client) -> None:
    sent = {"query": {"Id": "10001"}, "method": "GET", "x_acs_signature_nonce": "once"}
    assert (await dataworks.send("GetProject", **sent)).status == 200  # type: ignore[arg-type]
    again = await dataworks.send("GetProject", **sent)  # type: ignore[arg-type]
    assert (again.status, again.json["Code"]) == (400, "SignatureNonceUsed")


async def test_unknown_action(dataworks: Client) -> None:
    status, code, _ = await dataworks.refused("DeleteEverything")
    assert (status, code) == (404, "InvalidAction.NotFound")


async def test_parameters_belong_in_one_place(dataworks: Client) -> None:
    in_query = await dataworks.send("ListProjects", query={"PageSize": "10"})
    assert in_query.json["Code"] == "InvalidParameter"
    in_body = await dataworks.send("GetProject", form={"Id": "10001"}, method="GET")
    assert in_body.json["Code"] == "InvalidParameter"
    assert (await dataworks.refused("GetProject", Id=10001, Env="Prod"))[1] == "InvalidParameter"
    assert (await dataworks.refused("ListProjects", Names=""))[1] == "InvalidNames"


async def test_the_host_decides_nothing_but_must_match(dataworks: Client) -> None:
    answer = await dataworks.send(
        "GetProject", query={"Id": "10001"}, method="GET", spoil={"host": "dataworks.example"}
    )
    assert answer.json["Code"] == "SignatureDoesNotMatch"


async def test_temporary_credentials_need_their_token(watch: Watch) -> None:
    app = make_app(clock=Clock(20, watch), keys={"STS.key": ("secret", "token+/==")})
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        client = Client(session, f"http://127.0.0.1:{runner.addresses[0][1]}", watch)
        sent = {"query": {"Id": "10001"}, "method": "GET", "key_id": "STS.key", "secret": "secret"}
        assert (await client.send("GetProject", **sent, x_acs_security_token="token+/==")).status == 200  # type: ignore[arg-type]
        without = await client.send("GetProject", **sent)  # type: ignore[arg-type]
        assert without.json["Code"] == "InvalidSecurityToken.MismatchWithAccessKey"
    await runner.cleanup()
