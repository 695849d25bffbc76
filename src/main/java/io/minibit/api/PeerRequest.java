package io.minibit.api;

/** What a peer can be asked. Optional fields are null when absent. */
public sealed interface PeerRequest {

  /**
   * Share a file or folder of the allowed directories; answers its {@link Transfer} when it is
   * hashed.
   *
   * @param path absolute, or relative to the peer's directory
   * @param name what to share it as; its last element when null
   * @param format {@code v1}, {@code v2} or {@code hybrid}, which is meant when null
   * @param superSeed whether pieces are shown to others one by one (BEP 16), so that a slow uplink
   *     gives each away once before it repeats any; no when null
   */
  record Share(@Required String path, String name, String format, Boolean superSeed)
      implements PeerRequest {
    public Share {
      Require.optionalOneOf("format", format, "v1", "v2", "hybrid");
      Require.text("path", path, Require.MAX_PATH_CHARS);
      Require.optionalText("name", name, Require.MAX_NAME_CHARS);
    }
  }

  /** Stop sharing; the file stays. Answers {@code {}}. */
  record Unshare(@Required String id) implements PeerRequest {
    public Unshare {
      Require.text("id", id, Require.MAX_NAME_CHARS);
    }
  }

  /**
   * Download; answers the {@link Transfer} as soon as it exists. Exactly one of the first four.
   *
   * @param name a shared name, or {@code NAME@HASHPREFIX} where several contents share it
   * @param magnet a magnet link
   * @param torrent path of a torrent file
   * @param infoHash in hex
   * @param directory where the data lands; the peer's directory when null
   * @param prefix put before the file's name; the configured one when null
   * @param sequential whether pieces are fetched in order, for who reads on while they come; rarest
   *     first when null
   */
  record Get(
      String name,
      String magnet,
      String torrent,
      String infoHash,
      String directory,
      String prefix,
      Boolean sequential)
      implements PeerRequest {
    public Get {
      Require.oneOf("name, magnet, torrent, infoHash", name, magnet, torrent, infoHash);
      Require.optionalText("name", name, Require.MAX_NAME_CHARS);
      Require.optionalText("magnet", magnet, Require.MAX_MAGNET_CHARS);
      Require.optionalText("torrent", torrent, Require.MAX_PATH_CHARS);
      Require.optionalText("infoHash", infoHash, Require.MAX_NAME_CHARS);
      Require.optionalText("directory", directory, Require.MAX_PATH_CHARS);
    }
  }

  /** Who has that name; answers {@link SeederList}. */
  record Seeders(@Required String name) implements PeerRequest {
    public Seeders {
      Require.text("name", name, Require.MAX_NAME_CHARS);
    }
  }

  /** All transfers; answers {@link TransferList}. */
  record ListTransfers() implements PeerRequest {}

  /** One {@link Transfer}. */
  record Status(@Required String id) implements PeerRequest {
    public Status {
      Require.text("id", id, Require.MAX_NAME_CHARS);
    }
  }

  /**
   * One transfer from near; answers {@link TransferDetails}.
   *
   * @param filesFrom how many files to pass over, where there are more than one answer holds; none
   *     when null
   */
  record Details(@Required String id, Long filesFrom) implements PeerRequest {
    public Details {
      Require.text("id", id, Require.MAX_NAME_CHARS);
      Require.notNegative("filesFrom", filesFrom);
    }
  }

  /** Stop for now; answers the {@link Transfer}. */
  record Pause(@Required String id) implements PeerRequest {
    public Pause {
      Require.text("id", id, Require.MAX_NAME_CHARS);
    }
  }

  /** Go on; answers the {@link Transfer}. */
  record Resume(@Required String id) implements PeerRequest {
    public Resume {
      Require.text("id", id, Require.MAX_NAME_CHARS);
    }
  }

  /**
   * Forget a transfer. Answers {@code {}}.
   *
   * @param deleteFiles whether its data goes too; no when null
   */
  record Remove(@Required String id, Boolean deleteFiles) implements PeerRequest {
    public Remove {
      Require.text("id", id, Require.MAX_NAME_CHARS);
    }
  }

  /** Check the data on disk again; answers the {@link Transfer}. */
  record Verify(@Required String id) implements PeerRequest {
    public Verify {
      Require.text("id", id, Require.MAX_NAME_CHARS);
    }
  }

  /**
   * Rate limits in bytes a second, 0 for none; of the whole peer when there is no id.
   *
   * @param id a transfer, or null
   * @param download null leaves it as it is
   * @param upload null leaves it as it is
   */
  record Limits(String id, Long download, Long upload) implements PeerRequest {
    public Limits {
      Require.optionalText("id", id, Require.MAX_NAME_CHARS);
      Require.notNegative("download", download);
      Require.notNegative("upload", upload);
    }
  }

  /** What this node is; answers {@link NodeDescription}. */
  record DescribeNode() implements PeerRequest {}
}
