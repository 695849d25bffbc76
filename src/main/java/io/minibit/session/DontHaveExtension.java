package io.minibit.session;

import io.minibit.wire.ByteString;
import io.minibit.wire.LtDontHave;

/** Hears that peers have lost pieces (BEP 54). */
final class DontHaveExtension implements PeerExtension {
  @Override
  public String name() {
    return LtDontHave.NAME;
  }

  @Override
  public void message(PeerLink link, ByteString payload) {
    link.dontHave(LtDontHave.read(payload).piece());
  }
}
