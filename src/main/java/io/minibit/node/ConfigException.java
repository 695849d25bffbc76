package io.minibit.node;

/** A configuration that cannot run: one line that names the key and says what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message, null, false, false);
  }
}
