package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.interop.Program;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door under TLS, with a certificate and key in PEM as other tools make them. */
class EncryptedDoorTest {
  @TempDir private Path folder;

  @Test
  void aCertificateInPemMakesItSpeakTls() throws Exception {
    Program.need("openssl");
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    Process made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
    try (WebDoor door =
        WebDoor.open("127.0.0.1", "s3cret", certificate.toString(), key.toString())) {
      var client =
          door.vertx.createHttpClient(
              new HttpClientOptions()
                  .setSsl(true)
                  .setTrustOptions(new PemTrustOptions().addCertPath(certificate.toString())));
      String live =
          WebDoor.await(
              client
                  .request(HttpMethod.GET, door.port, "localhost", "/health/live")
                  .compose(request -> request.send())
                  .compose(response -> response.body())
                  .map(body -> body.toString()));
      assertThat(live).contains("\"outcome\":\"UP\"");
      String cookie =
          WebDoor.await(
              client
                  .request(HttpMethod.POST, door.port, "localhost", "/login")
                  .compose(request -> request.send("token=s3cret"))
                  .map(response -> response.getHeader("set-cookie")));
      assertThat(cookie).contains("Secure").contains("SameSite=Strict");
    }
  }
}
