/** The TCP door to the event bus. Knows api alone. */
package io.minibit.bridge;
