package dev.theseus.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests for a change, and the tokens by which a person agrees to one. Server and terminal share
/// them as files that only their user can read.
///
/// A token is good for one request, once, for ten minutes. A request's id is made from what is
/// asked for, so a token for one plan does nothing for another.
public final class Confirmations {
  /// How long a token is good.
  public static final Duration VALIDITY = Duration.ofMinutes(10);

  private static final int TOKEN_BYTES = 16;
  private static final int ID_CHARS = 16;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;
  private final InstantSource clock;

  /// @param folder where the files lie; made when it is missing
  public Confirmations(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /// A change that was asked for.
  ///
  /// @param id what a person names on the terminal
  /// @param operation the command, such as `start`
  /// @param database the database, for people
  /// @param migration its name
  /// @param summary what would be done, for people
  public record Request(
      String id, String operation, String database, String migration, String summary) {}

  /// @param tokenHash null until a person has agreed
  record Stored(Request request, @Nullable String tokenHash, long expires) {}

  /// The id of what is asked for: the same for the same, another for everything else.
  static String id(String operation, String database, String subject) {
    return hash(operation + "\0" + database + "\0" + subject).substring(0, ID_CHARS);
  }

  /// Remembers a request, so that a person can agree to it. A token given before is void.
  void ask(Request request) {
    write(new Stored(request, null, 0));
  }

  /// The request with this id.
  public Optional<Request> find(String id) {
    return read(id).map(Stored::request);
  }

  /// Makes the token by which a person agrees; earlier ones for the same request are void.
  public String confirm(Request request) {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    write(new Stored(request, hash(token), clock.instant().plus(VALIDITY).toEpochMilli()));
    return token;
  }

  /// Uses a token up.
  ///
  /// @return why it is not accepted; empty when it is
  Optional<String> redeem(String id, String token) {
    Optional<Stored> stored = read(id);
    if (stored.isEmpty() || stored.get().tokenHash() == null) {
      return Optional.of("nobody has confirmed this, or what would be done has changed since");
    }
    byte[] wanted = String.valueOf(stored.get().tokenHash()).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(wanted, hash(token).getBytes(StandardCharsets.UTF_8))) {
      return Optional.of("the token is not the one that was given for this");
    }
    if (clock.instant().toEpochMilli() > stored.get().expires()) {
      return Optional.of("the token has expired");
    }
    try {
      // of several that bring the same token, one removes the file
      Files.delete(file(id));
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("the token was used already");
    } catch (IOException e) {
      throw new UncheckedIOException("the confirmation cannot be used up: " + file(id), e);
    }
  }

  private Optional<Stored> read(String id) {
    if (!id.matches("[0-9a-f]{" + ID_CHARS + "}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(Files.readString(file(id)), Stored.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the request cannot be read: " + file(id), e);
    }
  }

  private void write(Stored stored) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Path made = Files.createTempFile(folder, "request", ".tmp");
      Files.writeString(made, MAPPER.writeValueAsString(stored));
      Files.move(made, file(stored.request().id()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UnsupportedOperationException e) {
      throw new Refusal(
          "requests cannot be kept in %s: %s".formatted(folder, e),
          "name a folder of yours with THESEUS_STATE_DIR");
    }
  }

  private Path file(String id) {
    return folder.resolve(id + ".json");
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
