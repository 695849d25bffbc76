/**
 * Pieces to files and back, hashing, resume data. Synchronous: executors and time are passed in.
 * May import metainfo and bencode.
 */
package io.minibit.storage;
