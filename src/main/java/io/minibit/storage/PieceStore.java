package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.StorageException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The content of one torrent on disk: takes blocks, knows which pieces are verified, gives them
 * out, and remembers all that across restarts.
 *
 * <p>Its life: {@link #open}; {@link #check} as long as {@link #unchecked} says so; {@link
 * #prepareToWrite} before the first block; then {@link #write} and {@link #read(int, int,
 * ByteBuffer, long)} as they come, and {@link #checkpoint} now and then; {@link #close}.
 *
 * <p>Every method may block on the disk and may be called by any thread; blocks of different pieces
 * are written in parallel. Threads must not be interrupted, see {@link OpenFiles}.
 *
 * <p>How a piece stays trustworthy: it is verified on the bytes that went to the file, or were read
 * from it; resume data claims it only after the file was synced; it is never written again; and a
 * file that is not as the store left it loses its claims until it is checked again.
 */
public final class PieceStore implements AutoCloseable {
  private final PieceGeometry pieces;
  private final ContentFiles files;
  private final ContentCheck checker;
  private final PieceClaims claims;
  private final PieceSpans spans;
  private final LateProof late;
  private final PartialPieces partial;
  private final ResumeFile resume;
  private final ResumeJournal journal;
  private volatile boolean writing;

  private PieceStore(Torrent torrent, ContentFiles files, ResumeFile resume) {
    this.pieces = torrent.pieces();
    this.files = files;
    this.resume = resume;
    checker = new ContentCheck(torrent, files);
    claims = new PieceClaims(pieces, files);
    spans = new PieceSpans(pieces, files, claims);
    late = new LateProof(torrent, spans, claims, files.figures());
    partial = new PartialPieces(torrent, spans, claims, late, files.figures());
    journal = new ResumeJournal(torrent, files, claims, partial, resume);
  }

  /**
   * Opens the content of a torrent, whatever of it there is; none of it is written or made yet.
   *
   * @param folder the one that holds, or will hold, the torrent's name
   * @param resumeFile where resume data is kept, in a folder that belongs to this process
   * @param open where its files are opened
   * @throws StorageException if something cannot be looked at, or something else is in the way
   * @throws IllegalArgumentException if the torrent has v2 pieces alone, and not all their hashes
   */
  public static PieceStore open(Torrent torrent, Path folder, Path resumeFile, OpenFiles open)
      throws StorageException {
    return open(torrent, folder, Optional.empty(), resumeFile, open);
  }

  /**
   * Opens content that may lie under another name than the torrent's.
   *
   * @param rootName the file's or outermost folder's name on disk, one path element; the torrent's
   *     own if empty
   * @see #open(Torrent, Path, Path, OpenFiles)
   */
  public static PieceStore open(
      Torrent torrent, Path folder, Optional<String> rootName, Path resumeFile, OpenFiles open)
      throws StorageException {
    ContentFolder root = new ContentFolder(folder, ChannelOpener.PLATFORM);
    return open(torrent, new ContentFiles(torrent, rootName, root, open), resumeFile);
  }

  static PieceStore open(Torrent torrent, ContentFolder folder, Path resumeFile, OpenFiles open)
      throws StorageException {
    return open(torrent, new ContentFiles(torrent, folder, open), resumeFile);
  }

  private static PieceStore open(Torrent torrent, ContentFiles files, Path resumeFile)
      throws StorageException {
    ResumeFile resume = ResumeFile.open(resumeFile);
    try {
      PieceStore store = new PieceStore(torrent, files, resume);
      store.restore();
      return store;
    } catch (StorageException | RuntimeException e) {
      resume.close();
      throw e;
    }
  }

  private void restore() throws StorageException {
    journal.restore();
    for (int piece = 0; piece < pieces.pieceCount(); piece++) {
      // Nothing is ever stored of a piece that is padding alone, so only a check can verify it.
      if (pieces.contentLength(piece) == 0) {
        claims.doubt(piece);
      }
    }
  }

  /** Why the resume data that was there is not used, if so: one line for a person. */
  public Optional<String> warning() {
    return resume.warning();
  }

  /** Settings of the transfer, kept with the resume data from the next checkpoint on. */
  public SortedMap<String, String> settings() {
    return journal.settings();
  }

  /** Sets one of the {@link #settings}. */
  public void setting(String key, String value) {
    journal.setting(key, value);
  }

  /** Whether a piece is verified and its file has not been seen to change since. */
  public boolean has(int piece) {
    return claims.has(piece);
  }

  /** A copy of which pieces are verified. */
  public BitSet have() {
    return claims.have();
  }

  /** A copy of which pieces must be checked before they are written or read. */
  public BitSet unchecked() {
    return claims.unchecked();
  }

  /** By piece, copies of which blocks are there of those that are not complete. */
  public Map<Integer, BitSet> partialPieces() {
    return partial.blocks();
  }

  /**
   * Checks the {@link #unchecked} pieces. A check that is cancelled, or ends with the process after
   * a checkpoint, goes on where it stopped when this is called again.
   *
   * @param helpers runs workers beside the caller
   * @param threads how many work at most, with the caller
   * @param cancelled polled by all workers
   * @param listener told of each piece, by the worker that checked it
   */
  public void check(
      Executor helpers, int threads, BooleanSupplier cancelled, ContentCheck.Listener listener)
      throws StorageException {
    BitSet wanted = claims.beginCheck();
    checker.run(
        wanted,
        helpers,
        threads,
        cancelled,
        (piece, state, content) -> {
          partial.forget(piece);
          claims.checked(piece, state);
          listener.checked(piece, state, content);
        });
  }

  /**
   * Takes all that is on disk for verified without looking: the torrent has just been made of it. A
   * change from now on is noticed as ever.
   */
  public void trust() throws StorageException {
    claims.beginCheck().stream().forEach(piece -> claims.checked(piece, PieceState.GOOD));
  }

  /**
   * Makes sure that the content is whole, for one who only gives it out: nothing on disk is ever
   * changed.
   *
   * @throws StorageException if some of it is missing or is not what the torrent says
   */
  public void prepareToSeed() throws StorageException {
    int missing = claims.have().nextClearBit(0);
    if (missing < pieces.pieceCount()) {
      throw new StorageException(
          Reason.CHANGED,
          files.root().resolve(files.path(pieces.fileAt(missing)))
              + ": is not what was shared any more; share it again");
    }
  }

  /**
   * Makes ready for blocks: what is there must be checked and be this torrent's; the disk must have
   * room for the rest; files without bytes are made. Until this returns nothing on disk is changed.
   *
   * @throws StorageException if a file that exists is other content, which is never overwritten, or
   *     if there is not room enough
   * @throws IllegalStateException while pieces are unchecked
   */
  public void prepareToWrite() throws StorageException {
    if (!claims.unchecked().isEmpty()) {
      throw new IllegalStateException("pieces are unchecked");
    }
    claims.refuseForeignContent();
    claims.requireSpace();
    writing = true;
    checkpoint();
    for (int file = 0; file < files.count(); file++) {
      if (files.isStored(file) && files.length(file) == 0) {
        files.create(file);
        claims.written(file);
      }
    }
  }

  /**
   * Writes blocks of one piece, hashes them on their way, and verifies the piece when they are the
   * last.
   *
   * @param offset of the first in the piece, a multiple of 16 KiB
   * @param data whole blocks one after the other, in direct buffers; each holds a multiple of 16
   *     KiB unless it ends the piece's content. They may be released when this returns
   * @return what became of them
   * @throws StorageException if the disk fails; blocks that were there and verified pieces stay,
   *     and the same blocks may be written again
   * @throws IndexOutOfBoundsException if they do not lie in the piece
   * @throws IllegalArgumentException if they are not whole blocks
   * @throws IllegalStateException before {@link #prepareToWrite}
   */
  public WriteOutcome write(int piece, int offset, ByteBuffer... data) throws StorageException {
    if (!writing) {
      throw new IllegalStateException("not prepared to write");
    }
    WriteOutcome outcome = partial.write(piece, offset, data);
    if (outcome == WriteOutcome.PIECE_VERIFIED) {
      journal.verified(piece);
      // None is there but when the v2 hashes came while this piece was judged without them.
      late.judgeNext();
    }
    return outcome;
  }

  /**
   * Takes the v2 hashes of all pieces of a hybrid that was opened without some of them: from now on
   * pieces are judged by both halves. What v1 alone has passed is for {@link #judgeNext}. Does not
   * block.
   *
   * @param layers complete
   */
  public void learn(PieceLayers layers) {
    partial.judgeBy(late.learn(layers));
  }

  /**
   * Judges, by both halves, one of the pieces that v1 alone has passed.
   *
   * @return whether there was one
   * @throws StorageException if the halves contradict each other, or the disk fails
   */
  public boolean judgeNext() throws StorageException {
    return late.judgeNext();
  }

  /**
   * Takes the hashes of a piece's blocks that peers gave (BEP 52), if they prove themselves against
   * the piece's hash. From then on each block is judged before it is written.
   *
   * @param leaves 32 bytes a block
   * @return whether they are those of the piece
   */
  public boolean learnBlockHashes(int piece, byte[] leaves) {
    return partial.learn(piece, leaves);
  }

  /**
   * Reads verified content.
   *
   * @param to filled to its limit
   * @throws StorageException if a file was changed or taken away by another program: its pieces are
   *     then no longer verified, and must be checked before any of them is given out again
   * @throws IllegalArgumentException if the piece is not verified
   */
  public void read(int piece, int offset, ByteBuffer to) throws StorageException {
    requireVerified(piece);
    spans.requireUnchanged(piece, offset, to.remaining());
    readNoticing(piece, offset, to);
  }

  /**
   * Reads verified content to be given out, as {@link #read(int, int, ByteBuffer)}, but asks the
   * disk whether its file was changed no more than once a second, unless the same is given out
   * again. What lies behind the piece's last file is zeros, see {@link PieceGeometry#servedLength}.
   *
   * @param now nanoseconds of a clock that does not go back
   */
  public void read(int piece, int offset, ByteBuffer to, long now) throws StorageException {
    requireVerified(piece);
    int end = to.limit();
    int stored = Math.max(0, Math.min(to.remaining(), pieces.length(piece) - offset));
    if (stored > 0) {
      to.limit(to.position() + stored);
      spans.requireUnchangedSince(piece, offset, stored, now);
      readNoticing(piece, offset, to);
      to.limit(end);
    }
    Zeros.put(to);
  }

  /**
   * Brings verified content into memory to be given out from there, as {@link #read(int, int,
   * ByteBuffer, long)} gives it out, but without a copy. Where sending from it fails, asking for it
   * again tells whether its file was cut short meanwhile.
   *
   * @param now nanoseconds of a clock that does not go back
   * @return nothing where the content does not lie in one file, or the system does not do that: it
   *     is to be read then
   * @throws StorageException as for reading
   * @throws IllegalArgumentException if the piece is not verified
   */
  public Optional<Region> region(int piece, int offset, int length, long now)
      throws StorageException {
    requireVerified(piece);
    if (length > pieces.length(piece) - offset) {
      return Optional.empty();
    }
    spans.requireUnchangedSince(piece, offset, length, now);
    try {
      return spans.region(piece, offset, length);
    } catch (StorageException e) {
      throw noticed(piece, e);
    }
  }

  private void readNoticing(int piece, int offset, ByteBuffer to) throws StorageException {
    try {
      spans.read(piece, offset, to);
    } catch (StorageException e) {
      throw noticed(piece, e);
    }
  }

  /**
   * Digests a piece's blocks as they lie on disk, verified or not: for a piece that came out
   * corrupt before it is written again, and for the same piece once it is good.
   *
   * @param key makes digests that nobody can foresee
   * @return 64 bits a block
   */
  public long[] digests(int piece, long key) throws StorageException {
    return new BlockDigests(pieces, spans).of(piece, key);
  }

  private void requireVerified(int piece) {
    if (!claims.has(piece)) {
      throw new IllegalArgumentException("piece " + piece + " is not verified");
    }
  }

  /** A file that is gone or shorter than it was has lost its claims. */
  private StorageException noticed(int piece, StorageException e) throws StorageException {
    if (e.reason() == Reason.CHANGED) {
      spans.distrust(piece);
    }
    return e;
  }

  /** Takes note that files are not what the store believes. */
  public void distrust(int piece) throws StorageException {
    spans.distrust(piece);
  }

  /**
   * Makes all that is verified durable: syncs what was written, and only then writes resume data
   * that claims it. Writes go on meanwhile and count for the next time.
   *
   * @throws StorageException if the disk fails; after a failed sync nobody knows what is on disk,
   *     so nothing more is claimed, and what was not yet durable is checked when the torrent is
   *     opened again
   */
  public void checkpoint() throws StorageException {
    journal.checkpoint(writing);
  }

  /** Makes a last checkpoint and lets go of the files. Nobody may be writing any more. */
  @Override
  public void close() throws StorageException {
    try {
      journal.checkpoint(false);
    } finally {
      files.close();
      resume.close();
    }
  }
}
