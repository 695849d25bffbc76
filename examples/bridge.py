#!/usr/bin/env python3
"""Talks to a running minibit node through its TCP event-bus bridge; needs nothing but Python.

    bridge.py send minibit.peer '{"action":"list"}'
    bridge.py watch

MINIBIT_BRIDGE says where the node's api door is (127.0.0.1:7000 unless told), MINIBIT_API_TOKEN
the token where it has one.
"""
import json
import os
import socket
import struct
import sys


class Bridge:
    """Each way a message is four bytes of length, highest first, and a JSON object that long."""

    def __init__(self, host, port, token=None):
        self.headers = {"token": token} if token else {}
        self.socket = socket.create_connection((host, port))
        self.stream = self.socket.makefile("rb")

    def write(self, **message):
        text = json.dumps({"headers": self.headers, **message}).encode()
        self.socket.sendall(struct.pack("!I", len(text)) + text)

    def read(self):
        header = self.stream.read(4)
        if len(header) < 4:
            raise ConnectionError("the node closed the connection")
        message = json.loads(self.stream.read(struct.unpack("!I", header)[0]))
        if message["type"] == "err":
            raise RuntimeError(f"{message.get('failureCode', 'refused')}: {message['message']}")
        return message["body"]

    def request(self, address, body):
        self.write(type="send", address=address, replyAddress="reply", body=body)
        return self.read()

    def events(self):
        """All that happens from now on; this connection is for nothing else."""
        self.write(type="register", address="minibit.events")
        return iter(self.read, None)


def connect():
    host, _, port = os.environ.get("MINIBIT_BRIDGE", "127.0.0.1:7000").rpartition(":")
    return Bridge(host, int(port), os.environ.get("MINIBIT_API_TOKEN"))


def main(arguments):
    try:
        bridge = connect()
        if len(arguments) == 3 and arguments[0] == "send":
            print(json.dumps(bridge.request(arguments[1], json.loads(arguments[2]))))
        elif arguments == ["watch"]:
            for event in bridge.events():
                print(json.dumps(event), flush=True)
        else:
            sys.exit(__doc__)
    except (OSError, RuntimeError, ValueError) as failure:
        sys.exit(f"bridge.py: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
