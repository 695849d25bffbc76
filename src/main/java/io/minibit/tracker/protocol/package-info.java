/**
 * What trackers and their clients say to each other, as values and as bytes. Shared by both sides,
 * which know nothing of each other. No I/O.
 */
package io.minibit.tracker.protocol;
