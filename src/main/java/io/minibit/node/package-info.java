/** Configuration and the verticles: what a running node is made of. */
package io.minibit.node;
