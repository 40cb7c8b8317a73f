package dev.theseus.cli;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// Where a database is and who connects. Its text never holds the password.
///
/// @param hosts tried in order
/// @param password empty when the server asks for none
/// @param properties further settings by the driver's names
record DatabaseAddress(
    List<Host> hosts,
    String database,
    String user,
    Optional<String> password,
    Map<String, String> properties) {
  static final int DEFAULT_PORT = 5432;

  DatabaseAddress {
    hosts = List.copyOf(hosts);
    properties = Map.copyOf(properties);
  }

  /// @param port 1..65535
  record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /// Opens a connection each time it is asked: no pool. A failure names this address.
  DataSource dataSource() {
    PGSimpleDataSource source = new AddressedDataSource(this);
    source.setServerNames(hosts.stream().map(Host::name).toArray(String[]::new));
    source.setPortNumbers(hosts.stream().mapToInt(Host::port).toArray());
    source.setDatabaseName(database);
    source.setUser(user);
    password.ifPresent(source::setPassword);
    source.setTcpKeepAlive(true);
    properties.forEach((name, value) -> set(source, name, value));
    return source;
  }

  private static void set(PGSimpleDataSource source, String name, String value) {
    try {
      source.setProperty(name, value);
    } catch (SQLException e) {
      throw new UsageException(
          "the database address has the unusable parameter '%s'".formatted(name),
          "correct or remove it");
    }
  }

  DatabaseAddress withPassword(String secret) {
    return new DatabaseAddress(hosts, database, user, Optional.of(secret), properties);
  }

  /// For people: `db.example.org:5432/shop as owner`.
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    hosts.forEach(host -> names.add(host.toString()));
    return String.join(",", names) + "/" + database + " as " + user;
  }
}
