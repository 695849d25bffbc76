package io.minibit.bencode;

/** The four kinds of value that bencode knows (BEP 3). */
public enum BencodeType {
  INTEGER("an integer"),
  STRING("a string"),
  LIST("a list"),
  DICTIONARY("a dictionary");

  private final String words;

  BencodeType(String words) {
    this.words = words;
  }

  /** Returns the type with its article, as an error message needs it. */
  @Override
  public String toString() {
    return words;
  }
}
