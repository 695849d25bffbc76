package io.minibit.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/** The answer to {@code seeders}: {@code {"seeders":[["ip",port],…]}}. */
public record SeederList(List<Seeder> seeders) {
  public SeederList {
    seeders = List.copyOf(seeders);
  }

  /** One that has the whole file; written as a pair. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"ip", "port"})
  public record Seeder(String ip, int port) {}
}
