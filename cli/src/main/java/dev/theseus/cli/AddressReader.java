package dev.theseus.cli;

import dev.theseus.cli.DatabaseAddress.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds out which database is meant: from `--url`, else from `DATABASE_URL`, else from `PGHOST`
/// and its relatives. What an address leaves open comes from the environment, as with libpq.
final class AddressReader {
  private static final Set<String> ENOUGH =
      Set.of("DATABASE_URL", "PGHOST", "PGPORT", "PGDATABASE", "PGUSER");

  private final Map<String, String> environment;

  AddressReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Whether a database is named at all.
  boolean named(Optional<String> url) {
    return url.isPresent() || ENOUGH.stream().anyMatch(name -> !of(name).isEmpty());
  }

  /// @throws UsageException when no database is named or the address cannot be read
  DatabaseAddress read(Optional<String> url) {
    if (!named(url)) {
      throw new UsageException(
          "no database is named",
          "give --url postgresql://user@host:5432/database, or set DATABASE_URL or PGHOST");
    }
    AddressText text =
        url.map(given -> AddressText.parse(given, "--url"))
            .orElseGet(
                () ->
                    of("DATABASE_URL").isEmpty()
                        ? AddressText.empty()
                        : AddressText.parse(of("DATABASE_URL"), "DATABASE_URL"));
    return complete(text);
  }

  private DatabaseAddress complete(AddressText text) {
    Map<String, String> parameters = new LinkedHashMap<>(text.parameters());
    String user = or(text.user(), or(of("PGUSER"), System.getProperty("user.name", "postgres")));
    String database = or(text.database(), or(of("PGDATABASE"), user));
    if (!of("PGSSLMODE").isEmpty()) {
      parameters.putIfAbsent("sslmode", of("PGSSLMODE"));
    }
    DatabaseAddress address =
        new DatabaseAddress(hosts(text), database, user, Optional.empty(), parameters);
    Optional<String> password =
        Optional.of(or(text.password(), of("PGPASSWORD")))
            .filter(secret -> !secret.isEmpty())
            .or(() -> PasswordFile.of(environment).find(address));
    return password.map(address::withPassword).orElse(address);
  }

  private List<Host> hosts(AddressText text) {
    String names = or(text.hosts(), or(of("PGHOST"), "localhost"));
    String ports = or(text.ports(), or(of("PGPORT"), ""));
    if (names.startsWith("/") || names.startsWith("@")) {
      throw new UsageException(
          "the host is the socket directory '%s', which Java cannot connect to".formatted(names),
          "give a host name, such as localhost, with --url or PGHOST");
    }
    String[] name = names.split(",", -1);
    String[] port = ports.split(",", -1);
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < name.length; i++) {
      String one = port.length == 1 ? port[0] : i < port.length ? port[i] : "";
      hosts.add(new Host(name[i].isEmpty() ? "localhost" : name[i], port(one)));
    }
    return hosts;
  }

  private static int port(String text) {
    if (text.isEmpty()) {
      return DatabaseAddress.DEFAULT_PORT;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw new UsageException(
          "'%s' is no port".formatted(text), "give a number from 1 to 65535 in --url or PGPORT");
    }
    return Integer.parseInt(text);
  }

  private String of(String name) {
    return environment.getOrDefault(name, "");
  }

  private static String or(String first, String second) {
    return first.isEmpty() ? second : first;
  }
}
