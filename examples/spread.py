#!/usr/bin/env python3
"""Spreads a file over a cluster: one node shares it, all others get it; needs nothing but Python.

    spread.py alice holiday.mp4          to every other node
    spread.py alice holiday.mp4 eu ssd   to those that bear all of these labels (node.labels)

Any node of the cluster can be talked to; MINIBIT_BRIDGE and MINIBIT_API_TOKEN are as for bridge.py.
The path is one of the sharing node's own. Prints a line for each node that has it all, and ends
with 1 where one of them failed.
"""
import sys

from bridge import connect


def spread(source, path, labels):
    requests, events = connect(), connect().events()
    nodes = requests.request("minibit.peers", {"action": "nodes"})["nodes"]
    if source not in [node["name"] for node in nodes]:
        raise RuntimeError(f"{source}: no such node; there are {[node['name'] for node in nodes]}")
    shared = requests.request(f"minibit.peer.{source}", {"action": "share", "path": path})
    print(f"{source} shares {shared['name']}", flush=True)

    waiting = set()
    wanted = {"action": "get", "magnet": shared["magnet"]}
    for node in nodes:
        name = node["name"]
        if name != source and set(labels) <= set(node["labels"]):
            if requests.request(f"minibit.peer.{name}", wanted)["state"] == "seeding":
                print(f"{name} has it already", flush=True)
            else:
                waiting.add(name)

    failed = False
    while waiting:
        event = next(events)
        if event["id"] != shared["id"] or event["node"] not in waiting:
            continue
        if event["type"] == "completed":
            print(f"{event['node']} has it", flush=True)
            waiting.remove(event["node"])
        elif event["type"] in ("failed", "removed"):
            print(f"{event['node']} failed: {event['error']}", file=sys.stderr)
            waiting.remove(event["node"])
            failed = True
    return 1 if failed else 0


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    try:
        sys.exit(spread(arguments[0], arguments[1], arguments[2:]))
    except (OSError, RuntimeError, ValueError) as failure:
        sys.exit(f"spread.py: {failure}")


if __name__ == "__main__":
    main(sys.argv[1:])
