/**
 * Torrents, magnet links, info hashes, piece geometry, merkle trees, and the builder. May import
 * bencode.
 */
package io.minibit.metainfo;
