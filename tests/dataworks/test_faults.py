"""The table of errors: each row gives the right class and the right number of requests, for a read and for a create."""

import gzip
import logging
import socket
import time

import pytest

from bot.dataworks import (
    AccessDenied,
    BadCredentials,
    Call,
    ClockSkew,
    Credentials,
    DailyLimitReached,
    DataWorks,
    DataWorksError,
    InvalidRequest,
    NotReachable,
    OutcomeUnknown,
    RetryPolicy,
    Throttled,
    Timeouts,
    Unavailable,
    UnexpectedAnswer,
    api,
)
from tests.dataworks.conftest import QUICK
from tests.dataworks.standin import KEY_ID, SECRET, Reply, StandIn, cut, error, lost, never, ok, raw, trickle

CREATE = {"ProjectId": 10001, "Name": "BF-1", "Type": "SupplementData", "WorkflowId": 1}
MANY = QUICK.attempts

PASSING = (Unavailable, MANY, OutcomeUnknown, 1)
"""A passing fault: a read is repeated, a create is not."""

HTML = b"<html>Bad gateway</html>"

ROWS: dict[str, tuple[Reply, type[DataWorksError], int, type[DataWorksError], int]] = {
    "Throttling.User": (error("Throttling.User", 429), Throttled, MANY, Throttled, MANY),
    "Throttling.Api": (error("Throttling.Api", 429), Throttled, MANY, Throttled, MANY),
    "Throttling.System": (error("Throttling.System", 429), Throttled, MANY, Throttled, MANY),
    "Throttling as 400": (error("Throttling", 400), Throttled, MANY, Throttled, MANY),
    "Throttling as 500": (error("Throttling", 500), Throttled, MANY, Throttled, MANY),
    "Throttling.Api.Risk": (error("Throttling.Api.Risk", 429), DailyLimitReached, 1, DailyLimitReached, 1),
    "Throttling.Resource": (error("Throttling.Resource", 429), DailyLimitReached, 1, DailyLimitReached, 1),
    "InternalError.System": (error("InternalError.System", 500), *PASSING),
    "ServiceUnavailable": (error("ServiceUnavailable", 503), *PASSING),
    "InternalError as 200": (error("InternalError", 200), *PASSING),
    "an unknown Code as 500": (error("Strange", 500), *PASSING),
    "HTML 502": (raw(HTML, 502), *PASSING),
    "empty 500": (raw(b"", 500), *PASSING),
    "JSON without a Code, 503": (raw(b'{"error": "busy"}', 503), *PASSING),
    "no answer": (lost(), *PASSING),
    "half an answer": (cut(), *PASSING),
    "not gzip": (raw(b"plain", headers={"content-encoding": "gzip"}), *PASSING),
    "truncated JSON": (raw(b'{"RequestId": "R", "Op'), UnexpectedAnswer, MANY, OutcomeUnknown, 1),
    "a list": (raw(b"[1]"), UnexpectedAnswer, MANY, OutcomeUnknown, 1),
    "HTML 200": (raw(HTML), UnexpectedAnswer, MANY, OutcomeUnknown, 1),
    "empty 200": (raw(b""), UnexpectedAnswer, MANY, OutcomeUnknown, 1),
    "not UTF-8": (raw(b'{"RequestId": "\xff"}'), UnexpectedAnswer, MANY, OutcomeUnknown, 1),
    "nested too deep": (raw(b'{"a":' + b"[" * 100_000), UnexpectedAnswer, MANY, OutcomeUnknown, 1),
    "redirect": (raw(b"", 302, {"location": "/login"}), UnexpectedAnswer, 1, OutcomeUnknown, 1),
    "HTML 403": (raw(HTML, 403), UnexpectedAnswer, 1, OutcomeUnknown, 1),
    "HTML 404": (raw(HTML, 404), UnexpectedAnswer, 1, OutcomeUnknown, 1),
    "HTML 429": (raw(HTML, 429), Throttled, MANY, Throttled, 1),
    "InternalError.UserId.Missing": (
        error("InternalError.UserId.Missing", 500),
        *(InvalidRequest, 1, InvalidRequest, 1),
    ),
    "Forbidden.Not.Server": (error("Forbidden.Not.Server", 500), InvalidRequest, 1, InvalidRequest, 1),
    "Forbidden.Wkbench": (error("Forbidden.Wkbench.ProjectNoPermission", 500), AccessDenied, 1, AccessDenied, 1),
    "Invalid.Wkbench": (error("Invalid.Wkbench.Parameter", 500), InvalidRequest, 1, InvalidRequest, 1),
    "ResourceNotAuthorized.Api": (error("ResourceNotAuthorized.Api", 403), AccessDenied, 1, AccessDenied, 1),
    "Forbidden.Access": (error("Forbidden.Access", 403), AccessDenied, 1, AccessDenied, 1),
    "NoPermission": (error("NoPermission", 403), AccessDenied, 1, AccessDenied, 1),
    "Forbidden.RAM": (error("Forbidden.RAM", 403), AccessDenied, 1, AccessDenied, 1),
    "MissingName": (error("MissingName", 400), InvalidRequest, 1, InvalidRequest, 1),
    "InvalidParameter": (error("InvalidParameter", 400), InvalidRequest, 1, InvalidRequest, 1),
    "InvalidParameter as 200": (error("InvalidParameter", 200), InvalidRequest, 1, InvalidRequest, 1),
    "SignatureDoesNotMatch": (error("SignatureDoesNotMatch", 400), BadCredentials, 1, BadCredentials, 1),
    "IncompleteSignature": (error("IncompleteSignature", 400), BadCredentials, 1, BadCredentials, 1),
    "InvalidAccessKeyId": (error("InvalidAccessKeyId.NotFound", 404), BadCredentials, 1, BadCredentials, 1),
    "InvalidTimeStamp.Expired": (error("InvalidTimeStamp.Expired", 400), ClockSkew, 1, ClockSkew, 1),
    "SignatureNonceUsed": (error("SignatureNonceUsed", 400), *PASSING),
    "InvalidAction.NotFound": (error("InvalidAction.NotFound", 404), InvalidRequest, 1, InvalidRequest, 1),
    "InvalidVersion": (error("InvalidVersion", 404), InvalidRequest, 1, InvalidRequest, 1),
    "an unknown Code": (error("BusinessError.Strange", 400), DataWorksError, 1, DataWorksError, 1),
    "Success false": (ok(Success=False, Message="no"), DataWorksError, 1, DataWorksError, 1),
}


@pytest.mark.parametrize("row", ROWS)
async def test_a_read(row: str, service: StandIn, dataworks: DataWorks, calls: list[Call]) -> None:
    service.usual, expected, requests, _, _ = ROWS[row]
    with pytest.raises(DataWorksError) as raised:
        await dataworks.call("GetTask", {"Id": 1001})
    assert type(raised.value) is expected
    assert raised.value.action == "GetTask"
    assert len(service.received) == requests
    assert len(calls) == requests
    assert all(call.was_sent and call.action == "GetTask" for call in calls)
    nonces = {received.headers["x-acs-signature-nonce"] for received in service.received}
    assert len(nonces) == requests


@pytest.mark.parametrize("row", ROWS)
async def test_a_create(row: str, service: StandIn, dataworks: DataWorks) -> None:
    service.usual, _, _, expected, requests = ROWS[row]
    with pytest.raises(DataWorksError) as raised:
        await api.create_workflow_instances(dataworks, CREATE)
    assert type(raised.value) is expected
    assert len(service.received) == requests


@pytest.mark.parametrize("row", [row for row, (_, _, _, expected, _) in ROWS.items() if expected is OutcomeUnknown])
@pytest.mark.parametrize("action", ["StopWorkflowInstances", "RerunTaskInstances", "SetSuccessTaskInstances"])
async def test_other_writes_follow_the_same_rule(row: str, action: str, service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ROWS[row][0]
    with pytest.raises(OutcomeUnknown):
        await dataworks.call(action, {"Ids": [11]})
    assert len(service.received) == 1


@pytest.mark.parametrize(
    "reply", [error("Throttling.User", 429), error("InternalError.System", 500), lost(), raw(HTML, 502)]
)
async def test_a_read_gets_over_a_passing_fault(reply: Reply, service: StandIn, dataworks: DataWorks) -> None:
    service.replies = [reply, reply]
    assert await dataworks.call("GetTask", {"Id": 1}) == {"RequestId": "R-OK"}
    assert len(service.received) == 3


async def test_a_throttled_create_is_sent_again(service: StandIn, dataworks: DataWorks) -> None:
    service.replies = [error("Throttling.User", 429), ok(OperationId="op-1")]
    assert (await api.create_workflow_instances(dataworks, CREATE)).operation_id == "op-1"
    assert len(service.received) == 2


@pytest.mark.parametrize("answer", [ok(), ok(OperationId=""), ok(OperationId=None), ok(OperationId=["x"])])
async def test_a_create_without_operation_id_is_an_unknown_outcome(
    answer: Reply, service: StandIn, dataworks: DataWorks
) -> None:
    service.usual = answer
    with pytest.raises(OutcomeUnknown) as raised:
        await api.create_workflow_instances(dataworks, CREATE)
    assert raised.value.request_id == "R-OK"
    assert len(service.received) == 1


@pytest.mark.parametrize("reply", [never(), trickle()])
async def test_time_outs(reply: Reply, service: StandIn) -> None:
    service.usual = reply
    times = Timeouts(connect=1, read=0.1, answer=0.2)
    async with DataWorks(service.url, Credentials.fixed(KEY_ID, SECRET), retry=QUICK, timeouts=times) as dataworks:
        with pytest.raises(OutcomeUnknown):
            await dataworks.call("CreateWorkflowInstances", CREATE)
        assert len(service.received) == 1
        with pytest.raises(Unavailable):
            await dataworks.call("GetTask", {"Id": 1})
        assert len(service.received) == 1 + MANY


def free_port() -> int:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port: int = closed.getsockname()[1]
        return port


@pytest.mark.parametrize("action", ["GetTask", "CreateWorkflowInstances"])
@pytest.mark.parametrize("fault", ["refused", "name", "tls"])
async def test_what_was_never_sent_may_be_tried_again(
    action: str, fault: str, service: StandIn, calls: list[Call]
) -> None:
    endpoint = {
        "refused": f"http://127.0.0.1:{free_port()}",
        "name": "http://no-such-host.invalid",
        "tls": service.url.replace("http:", "https:"),
    }[fault]
    async with DataWorks(endpoint, Credentials.fixed(KEY_ID, SECRET), retry=QUICK, on_call=calls.append) as dataworks:
        with pytest.raises(NotReachable) as raised:
            await dataworks.call(action, CREATE)
    assert [call.outcome for call in calls] == ["unreachable"] * MANY
    assert not any(call.was_sent for call in calls)
    assert endpoint.partition("://")[2] in str(raised.value)
    assert service.received == []


async def test_the_wait_that_dataworks_names_is_obeyed_in_milliseconds(service: StandIn, dataworks: DataWorks) -> None:
    service.replies = [error("Throttling.User", 429, headers={"x-acs-retry-after": "150"})]
    started = time.monotonic()
    await dataworks.call("GetTask", {"Id": 1})
    assert 0.15 <= time.monotonic() - started < 2


async def test_the_wait_makes_any_refusal_of_a_read_a_throttling(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error("BusinessError.Busy", 400, headers={"x-acs-retry-after": "1"})
    with pytest.raises(Throttled) as raised:
        await dataworks.call("GetTask", {"Id": 1})
    assert raised.value.retry_after == 0.001
    assert len(service.received) == MANY


async def test_a_write_that_is_told_to_wait_is_the_callers_to_repeat(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error("BusinessError.Busy", 400, headers={"x-acs-retry-after": "1"})
    with pytest.raises(Throttled):
        await api.create_workflow_instances(dataworks, CREATE)
    assert len(service.received) == 1


async def test_a_query_that_no_address_can_hold_is_refused(service: StandIn, dataworks: DataWorks) -> None:
    with pytest.raises(InvalidRequest, match="too long"):
        await dataworks.call("GetTask", {"Id": "9" * 70_000})
    assert service.received == []


async def test_the_wait_does_not_make_an_unknown_outcome_a_known_one(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error("InternalError.System", 500, headers={"x-acs-retry-after": "1"})
    with pytest.raises(OutcomeUnknown):
        await api.create_workflow_instances(dataworks, CREATE)
    assert len(service.received) == 1


@pytest.mark.parametrize("wait", ["60000", "99999999999"])
async def test_a_wait_beyond_the_total_time_is_not_begun(wait: str, service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error("Throttling.User", 429, headers={"x-acs-retry-after": wait})
    started = time.monotonic()
    with pytest.raises(Throttled) as raised:
        await dataworks.call("GetTask", {"Id": 1})
    assert raised.value.retry_after == int(wait) / 1000
    assert time.monotonic() - started < 2
    assert len(service.received) == 1


@pytest.mark.parametrize("wait", ["0", "-5", "soon", "1.5", "", "٣"])
async def test_an_unreadable_wait_is_none(wait: str, service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error("Throttling", 400, headers={"x-acs-retry-after": wait})
    with pytest.raises(Throttled) as raised:
        await dataworks.call("GetTask", {"Id": 1})
    assert raised.value.retry_after is None
    assert len(service.received) == MANY


async def test_the_total_time_bounds_the_attempts(service: StandIn) -> None:
    service.usual = error("Throttling", 400)
    slow = RetryPolicy(attempts=1000, seconds=0.3, first_wait=0.05, longest_wait=0.05, jitter=0)
    async with DataWorks(service.url, Credentials.fixed(KEY_ID, SECRET), retry=slow) as dataworks:
        with pytest.raises(Throttled):
            await dataworks.call("GetTask", {"Id": 1})
    assert 2 <= len(service.received) <= 7


async def test_lower_case_errors_of_older_gateways(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = raw(b'{"code": "InvalidParameter", "message": "Parallelism out of range", "requestId": "R-9"}', 400)
    with pytest.raises(InvalidRequest, match="DataWorks said no: Parallelism out of range \\(request R-9\\)") as raised:
        await dataworks.call("GetTask", {"Id": 1})
    assert (raised.value.code, raised.value.request_id, raised.value.http_status) == ("InvalidParameter", "R-9", 400)


async def test_a_gzip_answer_is_read(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = raw(gzip.compress(b'{"RequestId": "R-GZ"}'), headers={"content-encoding": "gzip"})
    assert await dataworks.call("GetTask", {"Id": 1}) == {"RequestId": "R-GZ"}


async def test_a_denial_names_the_permission(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error(
        "Anything", 403, AccessDeniedDetail={"AuthAction": "dataworks:ListTasks", "NoPermissionType": "ImplicitDeny"}
    )
    with pytest.raises(AccessDenied) as raised:
        await dataworks.call("ListTasks", {"ProjectId": 1})
    assert raised.value.auth_action == "dataworks:ListTasks"
    assert "dataworks:ListTasks" in str(raised.value.next_step)


async def test_all_fields_of_an_error_are_kept(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = error("InvalidParameter", 400, Recommend="look here")
    with pytest.raises(InvalidRequest) as raised:
        await dataworks.call("ListTasks", {"ProjectId": 1})
    found = raised.value
    assert (found.code, found.message, found.request_id) == ("InvalidParameter", "words for InvalidParameter", "R-ERR")
    assert (found.action, found.http_status, found.recommend) == ("ListTasks", 400, "look here")


async def test_a_withdrawn_token_is_fetched_anew_once(service: StandIn) -> None:
    tokens = iter(["old", "new", "newer"])

    def make() -> Temporary:
        return Temporary(next(tokens))

    refused = error("InvalidSecurityToken.Expired", 400)
    service.replies = [refused]
    async with DataWorks(service.url, Credentials(make), retry=QUICK) as dataworks:
        await dataworks.call("CreateWorkflowInstances", CREATE)
        assert [received.headers["x-acs-security-token"] for received in service.received] == ["old", "new"]
        service.usual = refused
        with pytest.raises(BadCredentials):
            await dataworks.call("GetTask", {"Id": 1})
        assert len(service.received) == 4


class Temporary:
    """A source of temporary keys."""

    access_key_id = KEY_ID
    access_key_secret = SECRET

    def __init__(self, security_token: str) -> None:
        self.security_token = security_token

    def get_credential(self) -> "Temporary":
        return self


async def test_secrets_stay_out_of_texts_and_logs(service: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service.usual = error("InvalidParameter", 400, Message=f"you sent {SECRET} and tok-en", Recommend=SECRET)
    async with DataWorks(service.url, Credentials.fixed(KEY_ID, SECRET, "tok-en"), retry=QUICK) as dataworks:
        with pytest.raises(InvalidRequest) as raised:
            await dataworks.call("GetTask", {"Id": 1})
    said = f"{raised.value!r} {raised.value.next_step} {raised.value.recommend} {caplog.text}"
    assert "you sent ***" in said
    assert SECRET not in said
    assert "tok-en" not in said


async def test_every_answer_is_logged_with_its_request_id(
    service: StandIn, dataworks: DataWorks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.dataworks")
    service.replies = [error("Throttling.User", 429)]
    await dataworks.call("GetTask", {"Id": 1})
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.dataworks.client"]
    assert [line.split(" seconds=")[0] for line in lines] == [
        "GetTask throttled code=Throttling.User http_status=429 request_id=R-ERR",
        "GetTask ok request_id=R-OK",
    ]


async def test_calls_are_told_one_per_attempt(service: StandIn, dataworks: DataWorks, calls: list[Call]) -> None:
    service.replies = [error("Throttling.User", 429), lost()]
    await dataworks.call("GetTask", {"Id": 1})
    assert [(call.outcome, call.code, call.request_id) for call in calls] == [
        ("throttled", "Throttling.User", "R-ERR"),
        ("lost", None, None),
        ("ok", None, "R-OK"),
    ]
    assert all(call.seconds > 0 for call in calls)


async def test_a_broken_hook_does_not_break_the_call(service: StandIn) -> None:
    def broken(_call: Call) -> None:
        raise RuntimeError("counter is full")

    async with DataWorks(service.url, Credentials.fixed(KEY_ID, SECRET), on_call=broken) as dataworks:
        assert await dataworks.call("GetTask", {"Id": 1}) == {"RequestId": "R-OK"}
