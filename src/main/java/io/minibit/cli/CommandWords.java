package io.minibit.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The words that a command takes, each with what it does to the command, and its help. Described by
 * calls, since for annotations Java generates classes while it starts, which would take a tenth of
 * a small command's time.
 */
final class CommandWords {
  private final CommandSpec spec;

  /**
   * A command without words yet.
   *
   * @param command what runs once its words are read
   */
  CommandWords(String name, Callable<Integer> command) {
    spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
  }

  /** What it does, in paragraphs. The first is shown in the list of commands. */
  CommandWords description(String... paragraphs) {
    String[] spaced = List.of(paragraphs).toArray(new String[paragraphs.length + 1]);
    spaced[paragraphs.length] = "";
    spec.usageMessage().description(spaced);
    return this;
  }

  /** How it may be called, for the end of its help. */
  CommandWords examples(String... calls) {
    String heading = calls.length == 1 ? "%nExample:%n" : "%nExamples:%n";
    spec.usageMessage().footerHeading(heading).footer(calls);
    return this;
  }

  /** A word that has to be there. */
  CommandWords word(String label, Consumer<String> set, String description) {
    return word(label, set, description, null);
  }

  /**
   * A word that has to be there.
   *
   * @param candidates what a shell offers for it; null where it offers files
   */
  CommandWords word(
      String label, Consumer<String> set, String description, Iterable<String> candidates) {
    var slot = new Slot<>(set);
    var word =
        PositionalParamSpec.builder()
            .paramLabel(label)
            .required(true)
            .type(String.class)
            .completionCandidates(candidates)
            .getter(slot)
            .setter(slot);
    spec.addPositional(word.description(description).build());
    return this;
  }

  /** Words of which at least one has to be there; the command keeps them. */
  CommandWords words(String label, Consumer<List<String>> set, String description) {
    var slot = new Slot<>(set);
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(label)
            .required(true)
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .getter(slot)
            .setter(slot)
            .description(description)
            .build());
    return this;
  }

  /** A switch: there or not. */
  CommandWords flag(String name, Consumer<Boolean> set, String... description) {
    return flag(List.of(name), set, description);
  }

  /** A switch of several names. */
  CommandWords flag(List<String> names, Consumer<Boolean> set, String... description) {
    spec.addOption(flagOption(names, set, description).build());
    return this;
  }

  /** Switches of which at most one may be there. */
  CommandWords oneOf(OptionSpec.Builder... flags) {
    var group = ArgGroupSpec.builder();
    for (OptionSpec.Builder flag : flags) {
      group.addArg(flag.build());
    }
    spec.addArgGroup(group.build());
    return this;
  }

  /** An option with a value that is used as it is typed. */
  CommandWords option(
      List<String> names, String label, Consumer<String> set, String... description) {
    return option(String.class, names, label, set, description);
  }

  /**
   * An option with a value.
   *
   * @param type what the value becomes; what cannot become one is refused
   */
  <T> CommandWords option(
      Class<T> type, List<String> names, String label, Consumer<T> set, String... description) {
    var slot = new Slot<>(set);
    spec.addOption(
        option(names, description).paramLabel(label).type(type).getter(slot).setter(slot).build());
    return this;
  }

  /** An option with a value that may be repeated. */
  CommandWords repeated(
      List<String> names, String label, Consumer<List<String>> set, String... description) {
    var slot = new Slot<>(set);
    spec.addOption(
        option(names, description)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .getter(slot)
            .setter(slot)
            .build());
    return this;
  }

  /** All of it; every command can tell what it is and which version. */
  CommandSpec spec() {
    return spec.versionProvider(new Version())
        .addOption(
            option(List.of("-h", "--help"), "Show this help message and exit.")
                .type(boolean.class)
                .usageHelp(true)
                .build())
        .addOption(
            option(List.of("-V", "--version"), "Print version information and exit.")
                .type(boolean.class)
                .versionHelp(true)
                .build());
  }

  /** A switch that belongs to others. */
  static OptionSpec.Builder flagOption(
      List<String> names, Consumer<Boolean> set, String... description) {
    var slot = new Slot<>(set);
    return option(names, description).type(boolean.class).getter(slot).setter(slot);
  }

  private static OptionSpec.Builder option(List<String> names, String... description) {
    return OptionSpec.builder(names.toArray(new String[0])).description(description);
  }

  /**
   * Where the parser puts a value, and finds the earlier ones of what is repeated. What is not
   * given leaves the command as it was made.
   */
  private static final class Slot<V> implements IGetter, ISetter {
    private final Consumer<V> set;
    private V value;

    Slot(Consumer<V> set) {
      this.set = set;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the parser's own way
    public <T> T get() {
      return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked") // the parser sets what the type of the word asks for
    public <T> T set(T given) {
      V before = value;
      value = (V) given;
      if (given != null) {
        set.accept(value);
      }
      return (T) before;
    }
  }
}
