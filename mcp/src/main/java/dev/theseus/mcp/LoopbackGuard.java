package dev.theseus.mcp;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lets in requests that were sent to this machine by its name, come from no foreign web page, and
/// bring the token. A page in a browser can make requests to loopback; it can neither choose their
/// Host and Origin nor know the token.
final class LoopbackGuard extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Pattern HOST =
      Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?::\\d{1,5})?");
  private static final String BEARER = "Bearer ";

  private final String token;

  LoopbackGuard(String token) {
    this.token = token;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String host = request.getHeader("Host");
    String origin = request.getHeader("Origin");
    if (host == null || !HOST.matcher(host).matches() || !local(origin)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else if (!allowed(request.getHeader("Authorization"))) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"theseus\"");
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean local(@Nullable String origin) {
    return origin == null
        || (origin.startsWith("http://")
            && HOST.matcher(origin.substring("http://".length())).matches());
  }

  private boolean allowed(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            bytes(authorization.substring(BEARER.length()).strip()), bytes(token));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
