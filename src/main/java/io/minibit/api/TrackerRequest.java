package io.minibit.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a tracker can be asked. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
@JsonSubTypes({
  @JsonSubTypes.Type(name = "stats", value = TrackerRequest.Stats.class),
  @JsonSubTypes.Type(name = "names", value = TrackerRequest.Names.class),
  @JsonSubTypes.Type(name = "seeders", value = TrackerRequest.Seeders.class),
  @JsonSubTypes.Type(name = "swarm", value = TrackerRequest.Swarm.class),
})
public sealed interface TrackerRequest {

  /** Counters of the tracker. */
  record Stats() implements TrackerRequest {}

  /**
   * The registered names.
   *
   * @param prefix only those that begin with it; all when null
   */
  record Names(String prefix) implements TrackerRequest {
    public Names {
      Require.optionalText("prefix", prefix, Require.MAX_NAME_CHARS);
    }
  }

  /** Who seeds that name; answers {@link SeederList}. */
  record Seeders(@JsonProperty(required = true) String name) implements TrackerRequest {
    public Seeders {
      Require.text("name", name, Require.MAX_NAME_CHARS);
    }
  }

  /** The BitTorrent swarm of an info hash in hex. */
  record Swarm(@JsonProperty(required = true) String infoHash) implements TrackerRequest {
    public Swarm {
      Require.text("infoHash", infoHash, Require.MAX_NAME_CHARS);
    }
  }
}
