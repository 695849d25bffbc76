/**
 * The TCP door to the event bus: the protocol of Vert.x's TCP event-bus bridge, spoken here by our
 * own code because the published one bounds neither what comes in nor what waits to go out. Knows
 * api alone.
 */
package io.minibit.bridge;
