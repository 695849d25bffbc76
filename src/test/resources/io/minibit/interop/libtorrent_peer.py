"""A libtorrent client on loopback: libtorrent_peer.py seed|leech WHAT DIR

WHAT is a torrent file or a magnet link. A leecher ends when it has all; a seeder ends when it is
killed.
"""
import sys
import time

import libtorrent as lt

role, what, folder = sys.argv[1:]
session = lt.session(
    {
        "listen_interfaces": "127.0.0.1:0",
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "allow_multiple_connections_per_ip": True,
        "announce_to_all_trackers": True,
        "alert_mask": lt.alert.category_t.all_categories,
    }
)
if what.startswith("magnet:"):
    torrent = lt.parse_magnet_uri(what)
else:
    torrent = lt.add_torrent_params()
    torrent.ti = lt.torrent_info(what)
torrent.save_path = folder
handle = session.add_torrent(torrent)
shown = None
while True:
    status = handle.status()
    line = "%s %d%% of %d peers" % (status.state, status.progress * 100, status.num_peers)
    if line != shown:
        print(line, flush=True)
        shown = line
    for alert in session.pop_alerts():
        if alert.category() & lt.alert.category_t.error_notification:
            print(alert.message(), flush=True)
    if role == "leech" and status.is_seeding:
        print("done", flush=True)
        break
    time.sleep(0.1)
