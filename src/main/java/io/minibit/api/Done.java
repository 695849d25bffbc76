package io.minibit.api;

/** The empty answer: it is done and there is nothing to say. */
public record Done() {}
