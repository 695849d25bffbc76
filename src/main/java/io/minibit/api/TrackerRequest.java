package io.minibit.api;

/** What a tracker can be asked. */
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
  record Seeders(@Required String name) implements TrackerRequest {
    public Seeders {
      Require.text("name", name, Require.MAX_NAME_CHARS);
    }
  }

  /** The BitTorrent swarm of an info hash in hex. */
  record Swarm(@Required String infoHash) implements TrackerRequest {
    public Swarm {
      Require.text("infoHash", infoHash, Require.MAX_NAME_CHARS);
    }
  }
}
