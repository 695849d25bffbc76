/**
 * The peer wire protocol: handshakes and messages to bytes and back (BEP 3, 6, 9, 10, 11, 21, 52,
 * 54) and encrypted connections, as handlers for a Netty pipeline. Decides nothing and keeps no
 * torrent's state. May import bencode, metainfo and Netty.
 */
package io.minibit.wire;
