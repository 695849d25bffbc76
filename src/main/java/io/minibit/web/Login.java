package io.minibit.web;

import io.minibit.api.FailureCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where people type the token, and who is sent there. */
final class Login {
  /** What the login page is made of. */
  static final List<String> PUBLIC = List.of("/login", "/style.css", "/icon.svg");

  private static final String FIELD = "token=";

  private final SignIn signIn;

  Login(SignIn signIn) {
    this.signIn = signIn;
  }

  /** Lets those pass who may. */
  void guard(RoutingContext context) {
    if (signIn.admits(context.request())) {
      context.next();
      return;
    }
    String accept = context.request().getHeader("accept");
    if (context.request().method().equals(HttpMethod.GET)
        && accept != null
        && accept.contains("text/html")) {
      redirect(context, "/login");
      return;
    }
    context.response().putHeader("www-authenticate", "Bearer");
    Failures.send(
        context,
        FailureCode.UNAUTHORIZED.code(),
        "the token is missing or wrong; send it as Authorization: Bearer");
  }

  /** Answers the login page's form. */
  void signIn(RoutingContext context) {
    if (signIn.knows(typed(context.body().buffer()))) {
      context.response().addCookie(signIn.cookie());
      redirect(context, "/");
    } else {
      redirect(context, "/login?wrong");
    }
  }

  private static String typed(Buffer form) {
    String text = form == null ? "" : form.toString();
    if (!text.startsWith(FIELD)) {
      return null;
    }
    try {
      return URLDecoder.decode(text.substring(FIELD.length()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void redirect(RoutingContext context, String path) {
    HttpServerResponse response = context.response();
    response.setStatusCode(303).putHeader("location", path).end();
  }
}
