package dev.theseus.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The parts of an address as written, `postgresql://user:password@host:port/database?name=value`
/// or `jdbc:postgresql://host:port/database?user=…&password=…`. A part that is not there is empty.
///
/// Messages about a wrong address never quote it: it may hold a password.
record AddressText(
    String hosts,
    String ports,
    String database,
    String user,
    String password,
    Map<String, String> parameters) {
  private static final Map<String, String> DRIVER_NAMES =
      Map.of(
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName",
          "target_session_attrs", "targetServerType",
          "channel_binding", "channelBinding",
          "gssencmode", "gssEncMode",
          "ssl_min_protocol_version", "");

  AddressText {
    parameters = Map.copyOf(parameters);
  }

  static AddressText empty() {
    return new AddressText("", "", "", "", "", Map.of());
  }

  /// @param origin where it was given, for messages
  static AddressText parse(String url, String origin) {
    boolean jdbc = url.toLowerCase(Locale.ROOT).startsWith("jdbc:");
    String rest = jdbc ? url.substring("jdbc:".length()) : url;
    int scheme = rest.indexOf("://");
    if (scheme < 0 || !rest.substring(0, scheme).matches("postgres(ql)?")) {
      throw new UsageException(
          "the database address in %s begins neither with postgresql:// nor with jdbc:postgresql://"
              .formatted(origin),
          "write it as postgresql://user@host:5432/database");
    }
    try {
      return split(rest.substring(scheme + 3), jdbc);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "the database address in %s has a wrong %%-escape".formatted(origin),
          "write special characters of user, password and database as %40 for @, %2F for /, %25"
              + " for %");
    }
  }

  private static AddressText split(String text, boolean jdbc) {
    int question = text.indexOf('?');
    Map<String, String> parameters =
        question < 0 ? new LinkedHashMap<>() : parameters(text.substring(question + 1), jdbc);
    String front = question < 0 ? text : text.substring(0, question);
    int slash = front.indexOf('/');
    String authority = slash < 0 ? front : front.substring(0, slash);
    String database = slash < 0 ? "" : decode(front.substring(slash + 1));
    int at = authority.lastIndexOf('@');
    String account = at < 0 ? "" : authority.substring(0, at);
    int colon = account.indexOf(':');
    String user = decode(colon < 0 ? account : account.substring(0, colon));
    String password = colon < 0 ? "" : decode(account.substring(colon + 1));
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String one : authority.substring(at + 1).split(",", -1)) {
      int port = one.indexOf(':', Math.max(0, one.indexOf(']')));
      hosts.add(decode((port < 0 ? one : one.substring(0, port)).replaceAll("[\\[\\]]", "")));
      ports.add(port < 0 ? "" : one.substring(port + 1));
    }
    return new AddressText(
        taken(parameters, "host", joined(hosts)),
        taken(parameters, "port", joined(ports)),
        taken(parameters, "dbname", database),
        taken(parameters, "user", user),
        taken(parameters, "password", password),
        parameters);
  }

  private static String joined(List<String> parts) {
    return parts.stream().allMatch(String::isEmpty) ? "" : String.join(",", parts);
  }

  private static String taken(Map<String, String> parameters, String name, String written) {
    String value = parameters.remove(name);
    return value == null ? written : value;
  }

  private static Map<String, String> parameters(String text, boolean jdbc) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String one : text.split("&", -1)) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        String name = decode(one.substring(0, equals));
        String value = decode(one.substring(equals + 1));
        put(parameters, jdbc ? name : DRIVER_NAMES.getOrDefault(name, name), value);
      }
    }
    return parameters;
  }

  /// libpq and the driver call the same wishes by other words.
  private static void put(Map<String, String> parameters, String name, String value) {
    if (name.equals("targetServerType")) {
      parameters.put(
          name,
          switch (value) {
            case "read-write" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> value;
          });
    } else if (!name.isEmpty()) {
      parameters.put(name, value);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "AddressText[" + hosts + "/" + database + "]";
  }
}
