package io.minibit.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoDictionary;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.TorrentParser;
import io.minibit.wire.UtMetadata;
import io.minibit.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataOfferTest {
  private static final int PIECES = 3000;
  private static final int BLOCKS = 4;

  private final List<UtMetadata> sent = new ArrayList<>();
  private boolean ready = true;

  @Test
  void servesTheDictionaryBlockByBlock() throws Exception {
    InfoDictionary info = info(PIECES);
    MetadataOffer offer = new MetadataOffer(info);
    MetadataOffer.Service service = service(offer);
    for (int block = 0; block < BLOCKS; block++) {
      service.requested(block);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (UtMetadata each : sent) {
      UtMetadata.Data data = (UtMetadata.Data) each;
      assertThat(data.totalSize()).isEqualTo(info.size());
      whole.writeBytes(data.bytes().toBytes());
    }
    assertThat(whole.toByteArray()).isEqualTo(info.bytes());
    assertThat(MetadataOffer.size(info)).hasValue(info.size());
  }

  @Test
  void refusesABlockThatIsNotThere() throws Exception {
    service(new MetadataOffer(info(PIECES))).requested(BLOCKS);
    assertThat(sent).containsExactly(new UtMetadata.Reject(BLOCKS));
  }

  @Test
  void sendsNothingWhileTheConnectionIsFullAndKeepsABoundedQueue() throws Exception {
    MetadataOffer.Service service = service(new MetadataOffer(info(200_000)));
    ready = false;
    for (int i = 0; i < MetadataOffer.Service.MAX_QUEUED; i++) {
      service.requested(i);
    }
    assertThat(sent).isEmpty();
    service.requested(200);
    assertThat(sent).containsExactly(new UtMetadata.Reject(200));
    ready = true;
    service.drain();
    assertThat(sent).hasSize(1 + MetadataOffer.Service.MAX_QUEUED);
  }

  @Test
  void servesTheWholeAFewTimesThenRefusesThenHasEnough() throws Exception {
    MetadataOffer.Service service = service(new MetadataOffer(info(PIECES)));
    for (int i = 0; i < BLOCKS * MetadataOffer.Service.MAX_COPIES; i++) {
      service.requested(i % BLOCKS);
    }
    assertThat(sent).hasOnlyElementsOfType(UtMetadata.Data.class);
    sent.clear();
    for (int i = 0; i < MetadataOffer.Service.MAX_REFUSED; i++) {
      service.requested(0);
    }
    assertThat(sent)
        .hasSize(MetadataOffer.Service.MAX_REFUSED)
        .hasOnlyElementsOfType(UtMetadata.Reject.class);
    assertThatThrownBy(() -> service.requested(0)).isInstanceOf(WireException.class);
  }

  @Test
  void oneThatNobodyWouldTakeIsNotOffered() throws Exception {
    InfoDictionary info = info(UtMetadata.MAX_METADATA / 20);
    assertThat(MetadataOffer.size(info)).isEmpty();
    service(new MetadataOffer(info)).requested(0);
    assertThat(sent).containsExactly(new UtMetadata.Reject(0));
  }

  private MetadataOffer.Service service(MetadataOffer offer) {
    return offer.service(() -> ready, sent::add);
  }

  private static InfoDictionary info(int pieces) throws InvalidTorrentException {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    String head = "d6:lengthi%de4:name1:a12:piece lengthi16384e6:pieces%d:";
    info.writeBytes(head.formatted(pieces * 16_384L, pieces * 20).getBytes(US_ASCII));
    for (int i = 0; i < pieces * 5; i++) {
      info.writeBytes(new byte[] {(byte) (i >> 24), (byte) (i >> 16), (byte) (i >> 8), (byte) i});
    }
    info.write('e');
    return TorrentParser.parseInfo(info.toByteArray());
  }
}
