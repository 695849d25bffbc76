package io.minibit.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version that the build wrote into the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = number();
    return new String[] {"minibit " + (version == null ? "(not run from its jar)" : version)};
  }

  /** The program's name and version, as other programs like to read it. */
  static String text() {
    String version = number();
    return version == null ? "minibit" : "minibit/" + version;
  }

  private static String number() {
    return Version.class.getPackage().getImplementationVersion();
  }
}
