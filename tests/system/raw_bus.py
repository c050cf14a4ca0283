# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to the system bus that sends whatever it is told to, right or wrong, and one that
stands in for polkit. No library for D-Bus would do either."""

import os
import socket
import struct
import threading

ADDRESS = "/run/dbus/system_bus_socket"
CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
NO_REPLY, NO_AUTO_START, INTERACTIVE = 1, 2, 4
ALIGN = {"y": 1, "b": 4, "n": 2, "q": 2, "i": 4, "u": 4, "x": 8, "t": 8, "d": 8, "s": 4, "o": 4,
         "g": 1, "a": 4, "(": 8, "{": 8, "v": 1, "h": 4}
CODE = {"y": "B", "b": "I", "n": "h", "q": "H", "i": "i", "u": "I", "x": "q", "t": "Q", "d": "d",
        "h": "I"}


def split(signature):
    """The complete types of a signature."""
    types, at = [], 0
    while at < len(signature):
        start = at
        while signature[at] == "a":
            at += 1
        if signature[at] in "({":
            depth = 0
            while True:
                depth += (signature[at] in "({") - (signature[at] in ")}")
                at += 1
                if depth == 0:
                    break
        else:
            at += 1
        types.append(signature[start:at])
    return types


class Writer:
    def __init__(self):
        self.data = bytearray()

    def pad(self, size):
        self.data += b"\0" * (-len(self.data) % size)

    def put(self, kind, value):
        self.pad(ALIGN[kind[0]])
        if kind in CODE:
            self.data += struct.pack("<" + CODE[kind], value)
        elif kind in "so":
            text = value if isinstance(value, bytes) else value.encode()
            self.data += struct.pack("<I", len(text)) + text + b"\0"
        elif kind == "g":
            text = value.encode()
            self.data += struct.pack("<B", len(text)) + text + b"\0"
        elif kind == "v":
            self.put("g", value[0])
            self.put(*value)
        elif kind[0] == "a":
            where = len(self.data)
            self.data += b"\0\0\0\0"
            self.pad(ALIGN[kind[1]])
            start = len(self.data)
            for item in value.items() if isinstance(value, dict) else value:
                self.put(kind[1:], item)
            self.data[where:where + 4] = struct.pack("<I", len(self.data) - start)
        else:
            for part, item in zip(split(kind[1:-1]), value, strict=True):
                self.put(part, item)


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def get(self, kind):
        self.at += -self.at % ALIGN[kind[0]]
        if kind in CODE:
            return struct.unpack("<" + CODE[kind], self.take(struct.calcsize(CODE[kind])))[0]
        if kind in "so":
            return self.take(self.get("u") + 1)[:-1].decode()
        if kind == "g":
            return self.take(self.take(1)[0] + 1)[:-1].decode()
        if kind == "v":
            return self.get(self.get("g"))
        if kind[0] == "a":
            size = self.get("u")
            self.at += -self.at % ALIGN[kind[1]]
            end, items = self.at + size, []
            while self.at < end:
                items.append(self.get(kind[1:]))
            return dict(items) if kind[1] == "{" else items
        return tuple(self.get(part) for part in split(kind[1:-1]))


def body(signature, values):
    writer = Writer()
    for kind, value in zip(split(signature), values, strict=True):
        writer.put(kind, value)
    return bytes(writer.data)


def message(kind, serial, fields, data=b"", flags=0):
    """fields are those of the header, {number: (signature, value)}."""
    writer = Writer()
    for byte in (ord("l"), kind, flags, 1):
        writer.put("y", byte)
    writer.put("u", len(data))
    writer.put("u", serial)
    writer.put("a(yv)", list(fields.items()))
    writer.pad(8)
    return bytes(writer.data) + data


class Gone(Exception):
    """The bus has closed the connection."""


class RawBus:
    def __init__(self, timeout=240):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(ADDRESS)
        self.rest = b""
        self.serial = 0
        self.answers = {}
        uid = str(os.geteuid()).encode().hex().encode()
        self.socket.sendall(b"\0AUTH EXTERNAL " + uid + b"\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n")
        for start in (b"OK", b"AGREE"):
            line = self._line()
            if not line.startswith(start):
                raise ConnectionError(f"the bus says {line}")
        self.name = self.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                              "org.freedesktop.DBus", "Hello")[1][0]

    def close(self):
        self.socket.close()

    def _more(self):
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            raise Gone
        self.rest += data

    def _line(self):
        while b"\r\n" not in self.rest:
            self._more()
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def receive(self):
        """(kind, {header field: value}, flags, serial, values or None where there is no telling)"""
        while len(self.rest) < 16:
            self._more()
        size, _, fields = struct.unpack("<III", self.rest[4:16])
        header = 16 + fields + -fields % 8
        while len(self.rest) < header + size:
            self._more()
        one, self.rest = self.rest[:header + size], self.rest[header + size:]
        reader = Reader(one[:header])
        _, kind, flags, _ = (reader.get("y") for _ in range(4))
        reader.get("u")
        serial = reader.get("u")
        named = dict(reader.get("a(yv)"))
        reader = Reader(one[header:])
        return kind, named, flags, serial, [reader.get(one) for one in split(named.get(8, ""))]

    def send(self, destination, path, interface, member, signature="", data=b"", flags=0,
             fields=None, files=()):
        """data is the body, whatever the signature says. Returns the serial."""
        self.serial += 1
        header = {1: ("o", path), 3: ("s", member), 6: ("s", destination)}
        if interface:
            header[2] = ("s", interface)
        if signature:
            header[8] = ("g", signature)
        if files:
            header[9] = ("u", len(files))
        header.update(fields or {})
        raw = message(CALL, self.serial, header, data, flags)
        if files:
            socket.send_fds(self.socket, [raw], list(files))
        else:
            self.socket.sendall(raw)
        return self.serial

    def answer(self, serial):
        """(error name or None, values) of the call with this serial; answers may come in any order."""
        while serial not in self.answers:
            kind, named, _, _, values = self.receive()
            if kind in (RETURN, ERROR):
                self.answers[named.get(5)] = (named.get(4), values)
        return self.answers.pop(serial)

    def call(self, destination, path, interface, member, signature="", values=(), **options):
        return self.answer(self.send(destination, path, interface, member, signature,
                                     body(signature, values), **options))


class FakePolkit:
    """Owns polkit's name and plays what a test wants: answer(bus, question) gets the parts of the
    call and returns None for no answer, bytes of a body with its signature, or an error's name."""

    def __init__(self, answer):
        self.bus = RawBus(timeout=None)
        self.questions = []
        self.cancelled = []
        error, values = self.bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", "RequestName", "su",
                                      ("org.freedesktop.PolicyKit1", 4))
        if error or values[0] != 1:
            raise RuntimeError(f"polkit's name cannot be had: {error} {values}")
        self.decide = answer
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        try:
            while True:
                kind, named, _, serial, values = self.bus.receive()
                if kind != CALL:
                    continue
                member = named.get(3)
                if member == "CancelCheckAuthorization":
                    self.cancelled.append(values[0])
                    self.reply(named[7], serial, "", b"")
                elif member == "CheckAuthorization":
                    self.questions.append(values)
                    answer = self.decide(values)
                    if answer is not None:
                        self.reply(named[7], serial, *answer)
        except (Gone, OSError):
            pass

    def reply(self, to, serial, signature, data, error=None):
        fields = {5: ("u", serial), 6: ("s", to)}
        if error:
            fields[4] = ("s", error)
        if signature:
            fields[8] = ("g", signature)
        self.bus.serial += 1
        self.bus.socket.sendall(message(ERROR if error else RETURN, self.bus.serial, fields, data))

    def close(self):
        try:
            self.bus.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._thread.join(10)
        self.bus.close()


def verdict(authorized, challenge=False, **details):
    """The answer that polkit gives."""
    return "(bba{ss})", body("(bba{ss})", [(authorized, challenge,
                                            {key.replace("_", "."): value
                                             for key, value in details.items()})])
