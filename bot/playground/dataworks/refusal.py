"""How DataWorks says no: a code, a sentence, an HTTP status that belongs to the code."""

from collections.abc import Mapping

_STATUS = {
    "AccessDenied": 403,
    "Forbidden.Access": 403,
    "Forbidden.RAM": 403,
    "InternalError.System": 500,
    "InvalidAccessKeyId.NotFound": 404,
    "InvalidAction.NotFound": 404,
    "InvalidVersion": 404,
    "NoPermission": 403,
    "ServiceUnavailable": 503,
}


class ApiError(Exception):
    """A refusal in the shape of an OpenAPI error: `Code`, `Message`, `Recommend`, perhaps more members and headers."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = 429 if code.startswith("Throttling.") else _STATUS.get(code, 400)
        self.headers = dict(headers or {})
        self.detail = dict(detail or {})

    def body(self, request_id: str, host: str) -> dict[str, object]:
        """The JSON that goes with the status."""
        return {
            "RequestId": request_id,
            "HostId": host,
            "Code": self.code,
            "Message": self.message,
            "Recommend": f"https://api.alibabacloud.com/troubleshoot?q={self.code}&product=dataworks-public",
            **self.detail,
        }


def missing(path: str, why: str = "") -> ApiError:
    """`Missing<Field>`: a parameter that must be sent is not there; `path` is its dotted name, the code has the end."""
    return ApiError(f"Missing{path.rsplit('.', 1)[-1]}", f"{path} is mandatory for this action{why}.")


def invalid(path: str, rule: str) -> ApiError:
    """`Invalid<Field>`: the rule that the value breaks, as a sentence that starts with the dotted name."""
    return ApiError(f"Invalid{path.rsplit('.', 1)[-1]}", f"{path} {rule}.")
