"""What happens when a session opens, and when its settings change."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.application import create_server
from server.engine import Engine
from server.glossary import FILE_NAME
from tests.server.fakes import (
    SECONDS,
    Conversation,
    FakeTranslator,
    at,
    conversation,
    document_item,
    fake_engine,
)

pytestmark = pytest.mark.asyncio

CAN_ASK = {"workspace": {"configuration": True}}
SHOWS_PROGRESS = {"window": {"workDoneProgress": True}}


def method(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda message: message.get("method") == name


def respond(client: Conversation, message: dict[str, Any], result: object) -> None:
    client.send({"id": message["id"], "result": result})


def recording_engine(models: list[object]) -> Engine:
    def load(model: str | Path) -> FakeTranslator:
        models.append(model)
        return FakeTranslator()

    return fake_engine(load_translator=load)


async def test_it_says_what_it_can_do() -> None:
    client = conversation()
    answer = await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    assert answer["result"]["serverInfo"]["name"] == "dolmetsch"
    capabilities = answer["result"]["capabilities"]
    assert capabilities["positionEncoding"] == "utf-16"
    assert capabilities["hoverProvider"] is True
    assert capabilities["completionProvider"] == {"resolveProvider": True}
    assert capabilities["codeActionProvider"] == {
        "codeActionKinds": ["refactor.rewrite", "refactor"],
        "resolveProvider": True,
    }
    assert "dolmetsch.translateDocument" in capabilities["executeCommandProvider"]["commands"]
    assert capabilities["textDocumentSync"]["change"] == 2


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8"], "utf-32"),
        (["unknown"], "utf-16"),
        ([], "utf-16"),
    ],
)
async def test_the_clients_first_encoding_is_taken(offered: list[str], chosen: str) -> None:
    client = conversation()
    capabilities = {"general": {"positionEncodings": offered}}
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    assert (await client.request("initialize", params))["result"]["capabilities"][
        "positionEncoding"
    ] == chosen


@pytest.mark.parametrize(
    ("options", "named", "expected"),
    [
        (None, "lab", "lab"),
        ({"model": "mine"}, "lab", "mine"),
        ({"dolmetsch": {"model": "mine"}}, None, "mine"),
    ],
)
async def test_the_setting_goes_before_the_command_line(
    options: object, named: str | None, expected: str
) -> None:
    models: list[object] = []
    client = Conversation(create_server(named, recording_engine(models)))
    await client.open("", initializationOptions=options)
    assert models == [expected]


async def test_models_load_after_the_client_was_asked_for_its_settings() -> None:
    models: list[object] = []
    client = conversation(recording_engine(models))
    await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": CAN_ASK})
    client.notify("initialized", {})
    question = await client.hear(method("workspace/configuration"))
    assert question["params"] == {"items": [{"section": "dolmetsch"}]}
    assert models == []
    respond(client, question, [{"model": "mine"}])
    await client.hear(method("window/logMessage"))
    assert models == ["mine"]


async def test_a_client_that_cannot_say_its_settings_gets_the_defaults() -> None:
    client = conversation()
    await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": CAN_ASK})
    client.notify("initialized", {})
    question = await client.hear(method("workspace/configuration"))
    client.send({"id": question["id"], "error": {"code": -32603, "message": "no"}})
    await client.hear(method("window/logMessage"))


async def test_pushed_settings_take_effect_and_another_model_is_loaded() -> None:
    models: list[object] = []
    client = conversation(recording_engine(models))
    await client.open("Das ist gut.", initializationOptions={"model": "one"})
    client.heard.clear()
    pushed = {"dolmetsch": {"model": "two", "hover": {"enabled": False}}}
    client.notify("workspace/didChangeConfiguration", {"settings": pushed})
    await client.hear(method("window/logMessage"))
    assert models == ["one", "two"]
    assert (await client.request("textDocument/hover", at(0, 0)))["result"] is None


async def test_a_wrong_setting_is_reported_once() -> None:
    client = conversation()
    await client.open("", initializationOptions={"hover": 5})
    client.notify("workspace/didChangeConfiguration", {"settings": {"dolmetsch": {"hover": 5}}})
    await client.request("textDocument/hover", at(0, 0))
    warnings = [
        message["params"]["message"] for message in client.heard if method("window/showMessage")(message)
    ]
    assert warnings == ["dolmetsch.hover must be an object; the defaults are used."]


async def test_each_document_has_the_settings_of_its_scope() -> None:
    client = conversation()
    await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": CAN_ASK})
    client.notify("initialized", {})
    respond(client, await client.hear(method("workspace/configuration")), [{}])
    await client.hear(method("window/logMessage"))
    for uri, enabled in (("file:///brief", False), ("file:///other", True)):
        client.heard.clear()
        item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": "Das ist gut."}
        client.notify("textDocument/didOpen", {"textDocument": item})
        question = await client.hear(method("workspace/configuration"))
        assert question["params"]["items"] == [
            {"section": "dolmetsch"},
            {"scopeUri": uri, "section": "dolmetsch"},
        ]
        respond(client, question, [{}, {"hover": {"enabled": enabled}}])
        hover = at(0, 0) | {"textDocument": {"uri": uri}}
        await client.request("workspace/executeCommand", {"command": "dolmetsch.reload"})
        assert ((await client.request("textDocument/hover", hover))["result"] is not None) == enabled


async def test_changed_settings_are_asked_for_in_every_scope() -> None:
    client = conversation()
    await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": CAN_ASK})
    client.notify("initialized", {})
    respond(client, await client.hear(method("workspace/configuration")), [{}])
    await client.hear(method("window/logMessage"))
    client.notify("textDocument/didOpen", {"textDocument": document_item("Das ist gut.")})
    client.heard.clear()
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    question = await client.hear(
        lambda message: method("workspace/configuration")(message) and len(message["params"]["items"]) == 2
    )
    respond(client, question, [{"hover": {"enabled": False}}, None])
    await client.request("workspace/executeCommand", {"command": "dolmetsch.reload"})
    assert (await client.request("textDocument/hover", at(0, 0)))["result"] is None


async def test_it_asks_to_hear_of_changed_glossaries_and_settings() -> None:
    client = conversation()
    dynamic = {"dynamicRegistration": True}
    await client.open(
        "", capabilities={"workspace": {"didChangeWatchedFiles": dynamic, "didChangeConfiguration": dynamic}}
    )
    asked = await client.hear(method("client/registerCapability"))
    assert [(one["method"], one["registerOptions"]) for one in asked["params"]["registrations"]] == [
        ("workspace/didChangeWatchedFiles", {"watchers": [{"globPattern": "**/dolmetsch-glossary.toml"}]}),
        ("workspace/didChangeConfiguration", {"section": "dolmetsch"}),
    ]


async def test_a_glossary_that_breaks_is_told_at_once(tmp_path: Path) -> None:
    client = conversation()
    await client.open("", rootUri=tmp_path.as_uri())
    (tmp_path / FILE_NAME).write_text("broken")
    change = {"uri": (tmp_path / FILE_NAME).as_uri(), "type": 2}
    client.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    told = await client.hear(method("window/showMessage"))
    assert "line 1: this is not TOML" in told["params"]["message"]


@pytest.mark.parametrize("by_notification", [True, False])
async def test_a_client_that_traces_the_session_hears_how_long_answers_take(by_notification: bool) -> None:
    client = conversation()
    await client.open("Das ist gut.", trace="off" if by_notification else "messages")
    if by_notification:
        client.notify("$/setTrace", {"value": "verbose"})
    await client.request("textDocument/hover", at(0, 0))
    trace = await client.hear(lambda message: "textDocument/hover took" in str(message))
    assert trace["method"] == "$/logTrace"
    assert "gut" not in trace["params"]["message"]
    client.notify("$/setTrace", {"value": "off"})
    client.heard.clear()
    await client.request("textDocument/hover", at(0, 0))
    assert not [message for message in client.heard if method("$/logTrace")(message)]


def gated_engine(gate: threading.Event) -> Engine:
    def load(_: str | Path) -> FakeTranslator:
        gate.wait(SECONDS)
        return FakeTranslator()

    return fake_engine(load_translator=load)


async def test_loading_is_shown_where_the_client_shows_progress() -> None:
    gate = threading.Event()
    client = conversation(gated_engine(gate))
    await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": SHOWS_PROGRESS})
    client.notify("initialized", {})
    create = await client.hear(method("window/workDoneProgress/create"))
    respond(client, create, None)
    begin = await client.hear(
        lambda message: message.get("params", {}).get("value", {}).get("kind") == "begin"
    )
    gate.set()
    end = await client.hear(lambda message: message.get("params", {}).get("value", {}).get("kind") == "end")
    assert begin["params"]["token"] == end["params"]["token"] == create["params"]["token"]
    assert "loading" in begin["params"]["value"]["title"]


@pytest.mark.parametrize("answer", [{"error": {"code": -32603, "message": "no"}}, {"result": None}, {}])
async def test_loading_goes_on_whatever_the_client_says_of_progress(answer: dict[str, Any]) -> None:
    gate = threading.Event()
    client = conversation(gated_engine(gate))
    await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": SHOWS_PROGRESS})
    client.notify("initialized", {})
    create = await client.hear(method("window/workDoneProgress/create"))
    if answer:
        client.send({"id": create["id"], **answer})
    gate.set()
    await client.hear(method("window/logMessage"))


async def test_a_late_answer_about_progress_is_passed_over() -> None:
    client = conversation()
    await client.open("Das ist gut.", capabilities=SHOWS_PROGRESS)
    create = await client.hear(method("window/workDoneProgress/create"))
    respond(client, create, None)
    assert (await client.request("textDocument/hover", at(0, 0)))["result"] is not None
