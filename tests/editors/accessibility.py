"""What the programs of a desktop show, as they tell it to a screen reader (AT-SPI, over D-Bus)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ANSWER_SECONDS = 10.0
"""A program that is busy for so long hangs."""

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_TEXT = "org.a11y.atspi.Text"
_SHOWING = 1 << 25  # ATSPI_STATE_SHOWING
_ON_SCREEN = 0  # ATSPI_COORD_TYPE_SCREEN
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")


@dataclass(frozen=True)
class Widget:
    """Something on the screen: what it is, and the words on it."""

    role: str
    words: str
    reference: tuple[str, str]
    """The program's name on the bus, and the widget's path there."""


@dataclass(frozen=True)
class Box:
    """A place on the screen, in pixels."""

    left: int
    top: int
    width: int
    height: int


class Accessibility:
    """A screen reader's view of a desktop."""

    def __init__(self, session_bus: str) -> None:
        with open_dbus_connection(session_bus) as session:
            launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            answer = session.send_and_get_reply(
                new_method_call(launcher, "GetAddress"), timeout=ANSWER_SECONDS
            )
        self._connection: DBusConnection = open_dbus_connection(answer.body[0])

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def widgets(self) -> list[Widget]:
        """All that is on the screen, in reading order."""
        programs = self._ask(_ROOT, _ACCESSIBLE, "GetChildren")
        windows = [self._ask(program, _ACCESSIBLE, "GetChildren") for program in programs or []]
        return [widget for found in windows for window in found or [] for widget in self._below(window)]

    def box(self, widget: Widget) -> Box:
        """Where a widget is."""
        return Box(*self._ask(widget.reference, _COMPONENT, "GetExtents", "u", _ON_SCREEN))

    def box_of_character(self, widget: Widget, offset: int) -> Box:
        """Where one character of a text is, counted from 0."""
        arguments = (widget.reference, _TEXT, "GetCharacterExtents", "iu", offset, _ON_SCREEN)
        return Box(*self._answer(*arguments).body)

    def _below(self, reference: tuple[str, str]) -> Iterator[Widget]:
        state = self._ask(reference, _ACCESSIBLE, "GetState")
        if not state or not state[0] & _SHOWING:
            return
        words = self._ask(reference, _TEXT, "GetText", "ii", 0, -1) or self._name(reference)
        yield Widget(self._ask(reference, _ACCESSIBLE, "GetRoleName") or "", words, reference)
        for child in self._ask(reference, _ACCESSIBLE, "GetChildren") or []:
            yield from self._below(child)

    def _name(self, reference: tuple[str, str]) -> str:
        properties = "org.freedesktop.DBus.Properties"
        name = self._ask(reference, properties, "Get", "ss", _ACCESSIBLE, "Name")
        return str(name[1]) if name else ""

    def _ask(self, reference: tuple[str, str], interface: str, *call: Any) -> Any:
        """The answer's one value, or None from a widget that has no such thing or is gone by now."""
        answer = self._answer(reference, interface, *call)
        return None if answer.header.message_type is MessageType.error else answer.body[0]

    def _answer(
        self, reference: tuple[str, str], interface: str, method: str, signature: str = "", *arguments: Any
    ) -> Message:
        program, path = reference
        call = new_method_call(DBusAddress(path, program, interface), method, signature or None, arguments)
        return self._connection.send_and_get_reply(call, timeout=ANSWER_SECONDS)
