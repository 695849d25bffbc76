package io.minibit;

/** The words of the command line. */
public final class Main {
  private Main() {}

  /**
   * Runs minibit.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.out.println("minibit: no command yet: " + String.join(" ", args));
  }
}
