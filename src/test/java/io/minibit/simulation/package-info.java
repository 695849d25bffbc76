/** Whole swarms of the real swarm code in virtual time, repeatable from a seed. */
package io.minibit.simulation;
