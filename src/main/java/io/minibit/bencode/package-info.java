/** The bencode codec (BEP 3). Knows no other room. */
package io.minibit.bencode;
