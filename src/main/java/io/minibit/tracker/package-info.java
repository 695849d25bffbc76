/**
 * The tracker protocols and the tables behind a tracker. No I/O, no clock of its own. May import
 * metainfo and bencode.
 */
package io.minibit.tracker;
