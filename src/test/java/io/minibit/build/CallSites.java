package io.minibit.build;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Every kind of call site that the compiler leaves to be linked at run time. */
public final class CallSites implements Callable<List<String>> {
  private final String name = "host";
  private int calls;

  /** What all of them come to. */
  @Override
  public List<String> call() {
    List<String> results = new ArrayList<>();
    lambdas(results);
    references(results);
    adapted(results);
    joined(results);
    return results;
  }

  private void lambdas(List<String> results) {
    Supplier<String> captureless = () -> "nothing";
    byte small = 1;
    char letter = 'c';
    long large = 1L << 40;
    double real = 2.5;
    Supplier<String> capturing =
        () -> List.of(small, letter, large, real, name, results.size()).toString();
    Runnable changing = () -> calls++;
    changing.run();
    changing.run();
    Supplier<Supplier<String>> nested = () -> () -> name + calls;
    results.add(captureless.get());
    results.add(capturing.get());
    results.add(nested.get().get());
    results.add(new Inner().describe());
    Function<Inner, String> neighbours = Inner::secret;
    Supplier<Inner> neighbour = Inner::new;
    results.add(neighbours.apply(neighbour.get()));
    results.add(Described.of("a").describe());
    Supplier<Object> anonymous =
        new Supplier<>() {
          @Override
          public Object get() {
            Supplier<String> deep = () -> name + " from deep inside";
            return deep.get();
          }
        };
    results.add(anonymous.get().toString());
    Supplier<String> first = null;
    for (int i = 0; i < 2; i++) {
      Supplier<String> shared = () -> "shared";
      results.add("the same each time: " + (first == null || first == shared));
      first = shared;
    }
  }

  private void references(List<String> results) {
    Function<String, Integer> parsing = Integer::parseInt;
    Function<String, String> unbound = String::trim;
    Supplier<Integer> bound = "four"::length;
    Supplier<List<String>> making = ArrayList::new;
    Function<Integer, List<String>> makingWith = ArrayList::new;
    IntFunction<int[]> array = int[]::new;
    UnaryOperator<int[]> copying = int[]::clone;
    Supplier<String> hidden = this::hidden;
    Function<Object[], List<Object>> variable = Arrays::asList;
    Predicate<Object> type = String.class::isInstance;
    ObjIntConsumer<List<Object>> removing = List::add;
    Supplier<String> inherited = super::toString;
    results.add(parsing.apply("12") + unbound.apply(" x ") + bound.get());
    results.add(making.get() + "" + makingWith.apply(3));
    results.add(array.apply(2).length + "" + copying.apply(new int[3]).length);
    results.add(hidden.get() + variable.apply(new Object[] {1, "b"}) + type.test("s"));
    List<Object> numbers = new ArrayList<>();
    removing.accept(numbers, 7);
    results.add(numbers.toString());
    results.add("" + inherited.get().startsWith(CallSites.class.getName()));
    try {
      results.add("parsed " + parsing.apply("none"));
    } catch (NumberFormatException e) {
      results.add(e.getMessage());
    }
  }

  private static void adapted(List<String> results) {
    ToLongFunction<Integer> widened = Integer::intValue;
    IntToLongFunction widening = i -> i;
    ToIntFunction<Character> unboxed = c -> c;
    DoubleBinaryOperator summing = Double::sum;
    BiFunction<Long, Long, Long> boxed = Math::addExact;
    Function<Integer, Object> general = Integer::valueOf;
    Function<Integer, Number> number = i -> i * 2;
    Supplier<Object> dropped = () -> 'x';
    Runnable ignoring = CallSites::large;
    LongSupplier size = results::size;
    BooleanSupplier none = results::isEmpty;
    Comparator<String> order = Comparator.<String, Integer>comparing(String::length);
    ignoring.run();
    results.add(widened.applyAsLong(3) + " " + widening.applyAsLong(4));
    results.add(unboxed.applyAsInt('a') + " " + summing.applyAsDouble(1, 0.5));
    results.add(boxed.apply(5L, 6L) + " " + general.apply(7) + number.apply(8) + dropped.get());
    results.add((size.getAsLong() > 0) + " " + none.getAsBoolean());
    results.add("" + order.compare("aa", "b"));
    Supplier<String> kept = (Supplier<String> & Serializable) () -> "can be serialized";
    results.add(kept.get() + (kept instanceof Serializable));
  }

  @SuppressWarnings("ArrayToString")
  private static void joined(List<String> results) {
    byte tiny = -1;
    short little = -2;
    char[] letters = {'a', 'b'};
    Object nothing = null;
    String empty = null;
    results.add(tiny + " " + little + ' ' + 'x' + 3 + 4L + 5f + 6.5 + true + nothing + empty);
    results.add("\1 and \2 stay: " + tiny + '\1' + '\2' + results.size());
    results.add("letters are an object: " + (letters + "").startsWith("[C@"));
    results.add(results.get(0) + results.size() + List.of("built"));
    String text = "text";
    text += 1;
    text += text + 'c';
    results.add(text);
  }

  private static long large() {
    return 1L << 40;
  }

  private String hidden() {
    return "hidden in " + name;
  }

  /** In the nest of its host. */
  private final class Inner {
    private final String own = "inner";

    private Inner() {}

    private String secret() {
      Supplier<String> hosts = CallSites.this::hidden;
      return "secret, " + hosts.get();
    }

    String describe() {
      Supplier<String> both = () -> own + " of " + name;
      return both.get();
    }
  }

  private interface Described {
    String name();

    default String describe() {
      Supplier<String> bound = this::name;
      Supplier<String> own = () -> hidden() + bound.get();
      return own.get();
    }

    private String hidden() {
      return "described ";
    }

    static Described of(String name) {
      return () -> name;
    }
  }
}
