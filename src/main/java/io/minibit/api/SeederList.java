package io.minibit.api;

import java.util.List;

/** The answer to {@code seeders}: {@code {"seeders":[["ip",port],…]}}. */
public record SeederList(List<Seeder> seeders) {
  public SeederList {
    seeders = List.copyOf(seeders);
  }

  /** One that has the whole file; written as a pair. */
  public record Seeder(String ip, int port) implements Pair {}
}
