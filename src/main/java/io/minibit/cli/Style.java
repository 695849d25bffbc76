package io.minibit.cli;

/** How a piece of text stands out where colours are shown. */
enum Style {
  PLAIN(""),
  BOLD("\033[1m"),
  DIM("\033[2m"),
  GREEN("\033[32m"),
  CYAN("\033[36m"),
  RED("\033[31m");

  private static final String RESET = "\033[0m";

  private final String start;

  Style(String start) {
    this.start = start;
  }

  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : start + text + RESET;
  }
}
