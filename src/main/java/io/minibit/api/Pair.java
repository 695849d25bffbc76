package io.minibit.api;

/** A record that is written as an array of its fields instead of as an object. */
interface Pair {}
