/** The only home of Vert.x internals and Netty channels outside the codecs. */
package io.minibit.transport;
