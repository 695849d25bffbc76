package io.minibit.tracker.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Writes messages in the very field order that the old clients use. */
final class NameMessageWriter {
  private final StringBuilder json = new StringBuilder("{\"action\":\"");

  private NameMessageWriter(String action) {
    json.append(action).append('"');
  }

  static byte[] write(NameMessage message) {
    NameMessageWriter writer;
    if (message instanceof NameMessage.Register register) {
      writer = new NameMessageWriter("REGISTER");
      writer.text("filename", register.filename()).number("port", register.port());
      register.infoHash().ifPresent(hash -> writer.text("infoHash", hash.hex()));
      register.size().ifPresent(size -> writer.number("size", size));
    } else if (message instanceof NameMessage.Request request) {
      writer = new NameMessageWriter("REQUEST");
      writer.text("filename", request.filename());
      request.infoHash().ifPresent(hash -> writer.text("infoHash", hash.hex()));
    } else if (message instanceof NameMessage.Heartbeat heartbeat) {
      writer = new NameMessageWriter("HEARTBEAT").number("port", heartbeat.port());
    } else if (message instanceof NameMessage.Exit exit) {
      writer = new NameMessageWriter("EXIT").number("port", exit.port());
    } else if (message instanceof NameMessage.Lookup lookup) {
      writer = new NameMessageWriter("LOOKUP").text("filename", lookup.filename());
    } else {
      throw new AssertionError(message);
    }
    return writer.json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private NameMessageWriter text(String field, String value) {
    json.append(",\"").append(field).append("\":\"");
    JsonStringEncoder.getInstance().quoteAsString(value, json);
    json.append('"');
    return this;
  }

  private NameMessageWriter number(String field, long value) {
    json.append(",\"").append(field).append("\":").append(value);
    return this;
  }
}
