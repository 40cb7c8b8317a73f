package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The user's address: a status of 200 to 299 lets work go on, any other one stops it. No answer
/// within five seconds is none. Redirects are not followed, and the body is not read.
///
/// A slow answer does not keep the other signals waiting: it is taken when it comes. Until then the
/// last one counts while it is younger than five seconds.
final class HttpProbe implements Probe, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final int WELL = 200;
  private static final int UNWELL = 300;

  private @Nullable HttpClient client;
  private @Nullable CompletableFuture<HttpResponse<Void>> asked;
  private @Nullable Answer last;
  private long answered;
  private String address = "";

  @Override
  public SignalName name() {
    return SignalName.PROBE_HTTP;
  }

  /// What was asked is looked for more often than it is asked.
  @Override
  public Duration period() {
    return asked == null ? Duration.ofSeconds(1) : PATIENCE;
  }

  @Override
  public Answer read(Look look) throws IOException {
    URI uri = URI.create(look.limits().probeHttp().orElse(""));
    if (!address.equals(uri.toString())) {
      address = uri.toString();
      asked = null;
      last = null;
    }
    CompletableFuture<HttpResponse<Void>> question = asked;
    Duration patience = question == null ? PATIENCE : Duration.ZERO;
    if (question == null) {
      question = client().sendAsync(request(uri), BodyHandlers.discarding());
      asked = question;
    }
    try {
      int status = question.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      return answer(status, uri, look.time().nanos());
    } catch (TimeoutException e) {
      Answer before = last;
      if (before != null && look.time().nanos() - answered < LIMIT.toNanos()) {
        return before;
      }
      throw new IOException("no answer yet from " + shown(uri), e);
    } catch (ExecutionException e) {
      asked = null;
      last = null;
      throw new IOException("no answer from %s: %s".formatted(shown(uri), cause(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Answer answer(int status, URI uri, long now) {
    boolean goOn = status >= WELL && status < UNWELL;
    Answer answer = new Answer.Permission(goOn, "%s answered %d".formatted(shown(uri), status));
    asked = null;
    last = answer;
    answered = now;
    return answer;
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }

  private HttpClient client() {
    HttpClient here = client;
    if (here == null) {
      here = HttpClient.newBuilder().connectTimeout(LIMIT).followRedirects(Redirect.NEVER).build();
      client = here;
    }
    return here;
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(LIMIT).header("User-Agent", "theseus").GET().build();
  }

  /// Without the query, which may hold a token.
  private static String shown(URI uri) {
    return "%s://%s%s".formatted(uri.getScheme(), uri.getAuthority(), uri.getRawPath());
  }

  private static String cause(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
