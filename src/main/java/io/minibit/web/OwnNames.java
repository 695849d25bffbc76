package io.minibit.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps foreign web pages from using the visitor's browser as their hand: a page that had its own
 * name resolved to this machine (DNS rebinding) gives itself away by the Host header, a page that
 * only sends requests here by the Origin header. Looks at headers alone, before anything else does.
 */
final class OwnNames {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

  private final Set<String> names = new HashSet<>();

  /**
   * The names of this node, beside {@code localhost} and literal addresses. Those need no list: a
   * browser that shows an address in its bar resolved nothing.
   *
   * @param machine the host name of this machine
   * @param configured further ones
   */
  OwnNames(String machine, List<String> configured) {
    names.add("localhost");
    names.add(machine.toLowerCase(Locale.ROOT));
    configured.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  /** The status that a request is refused with, or 0 when it may go on. */
  int refusal(HttpServerRequest request) {
    return refusal(request.method(), request.headers());
  }

  int refusal(HttpMethod method, MultiMap headers) {
    List<String> hosts = headers.getAll("host");
    if (hosts.size() != 1 || !isOwn(hosts.get(0))) {
      return 421;
    }
    String own = hosts.get(0);
    for (String origin : headers.getAll("origin")) {
      if (!origin.equalsIgnoreCase("http://" + own) && !origin.equalsIgnoreCase("https://" + own)) {
        return 403;
      }
    }
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    String site = headers.get("sec-fetch-site");
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    return foreign && !reads ? 403 : 0;
  }

  private boolean isOwn(String authority) {
    String host = PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
    return names.contains(host) || IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
  }
}
