"""What a client of a newer protocol lists is no reason to refuse it; what is wrong in any version is."""

from typing import Any

import pytest

from tests.server.fakes import Conversation, at, conversation

pytestmark = pytest.mark.asyncio


async def initialized(client: Conversation, capabilities: dict[str, Any]) -> dict[str, Any]:
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    return await client.request("initialize", params)


@pytest.mark.parametrize(
    "capabilities",
    [
        {"workspace": {"symbol": {"symbolKind": {"valueSet": [1, 99]}}}},
        {"workspace": {"workspaceEdit": {"failureHandling": "hopeful", "resourceOperations": ["copy"]}}},
        {"textDocument": {"completion": {"completionItemKind": {"valueSet": [99]}, "insertTextMode": 9}}},
        {
            "textDocument": {
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["x"]}}}
            }
        },
        {"textDocument": {"rename": {"prepareSupportDefaultBehavior": 2}}},
        {"general": {"positionEncodings": ["utf-64", "utf-8"]}},
    ],
)
async def test_an_unknown_value_is_left_out(capabilities: dict[str, Any]) -> None:
    assert "result" in await initialized(conversation(), capabilities)


@pytest.mark.parametrize(
    "params",
    [
        {"trace": None},
        {"capabilities": {"workspace": {"workspaceEdit": {"failureHandling": None}}}},
        {"capabilities": {"workspace": {"symbol": {"symbolKind": {"valueSet": None}}}}},
        {"capabilities": {"textDocument": {"hover": {"contentFormat": None}}}},
    ],
)
async def test_null_stands_for_a_value_that_is_missing(params: dict[str, Any]) -> None:
    answer = await conversation().request(
        "initialize", {"processId": None, "rootUri": None, "capabilities": {}, **params}
    )
    assert "result" in answer


async def test_known_values_beside_an_unknown_one_count() -> None:
    client = conversation()
    formats = {"textDocument": {"hover": {"contentFormat": ["html", "markdown"]}}}
    await client.open("Das ist gut.", capabilities=formats)
    answer = await client.request("textDocument/hover", at(0, 9))
    assert answer["result"]["contents"]["kind"] == "markdown"


@pytest.mark.parametrize("formats", ["markdown", {"markdown": True}, [1], [None], [["markdown"]]])
async def test_what_could_be_no_value_in_any_version_is_refused(formats: object) -> None:
    answer = await initialized(conversation(), {"textDocument": {"hover": {"contentFormat": formats}}})
    assert answer["error"]["code"] == -32602
