package dev.theseus.check.effect;

import dev.theseus.catalog.PgType;
import java.util.Optional;
import java.util.Set;

/// Whether a change of type writes every row anew, as PostgreSQL's `ATColumnChangeRequiresRewrite`
/// and the support functions of types decide.
enum TypeRewrite {
  /// The stored values stay.
  NONE,
  /// They stay if the session's TimeZone is UTC.
  UNLESS_UTC,
  /// Every row is written anew.
  ALL;

  private static final int MICROSECONDS = 6;

  private static final String CITEXT = "citext";

  /// `pg_cast` with method `b`, apart from those of system types; also of the extension citext.
  private static final Set<String> BINARY =
      Set.of(
          "text>varchar",
          "text>bpchar",
          "varchar>text",
          "varchar>bpchar",
          "xml>text",
          "xml>varchar",
          "xml>bpchar",
          "text>citext",
          "varchar>citext",
          "citext>text",
          "citext>varchar",
          "citext>bpchar",
          "cidr>inet",
          "bit>varbit",
          "varbit>bit",
          "int4>oid",
          "oid>int4",
          "oid>regclass",
          "regclass>oid",
          "oid>regtype",
          "regtype>oid",
          "oid>regproc",
          "regproc>oid");

  private static final Set<String> TIMES =
      Set.of("timestamp", "timestamptz", "time", "timetz", "interval");

  static TypeRewrite of(PgType from, PgType to, Site site) {
    if (from.equals(to)) {
      return NONE;
    }
    Optional<UserType> domain = domain(to, site);
    if (domain.isPresent() && !from.isArray()) {
      return domain.get().constrained() ? ALL : of(from, domain.get().base(), site);
    }
    Optional<UserType> source = domain(from, site);
    if (source.isPresent()) {
      // what the column's own type is, says nothing of how long its values are
      return of(source.get().base().withoutModifiers(), to, site);
    }
    if (from.isArray() || to.isArray()) {
      // other elements are converted one by one, even where their bytes stay
      return from.withoutModifiers().equals(to) ? NONE : ALL;
    }
    return isKnown(from) && isKnown(to) ? builtIn(from, to) : ALL;
  }

  private static boolean isKnown(PgType type) {
    return type.schema().isEmpty() || type.name().name().equals(CITEXT);
  }

  /// The same where the session's TimeZone may be known.
  TypeRewrite in(SessionZone zone) {
    if (this != UNLESS_UTC) {
      return this;
    }
    return switch (zone) {
      case UTC -> NONE;
      case OTHER -> ALL;
      case UNKNOWN -> UNLESS_UTC;
    };
  }

  private static Optional<UserType> domain(PgType type, Site site) {
    return site.userType(type).filter(user -> user.kind() == UserType.Kind.DOMAIN);
  }

  private static TypeRewrite builtIn(PgType from, PgType to) {
    String a = from.name().name();
    String b = to.name().name();
    if (a.equals(b)) {
      return keeps(a, from, to) ? NONE : ALL;
    }
    boolean zones = a.equals("timestamp") && b.equals("timestamptz");
    if (zones || (a.equals("timestamptz") && b.equals("timestamp"))) {
      return to.modifiers().isEmpty() || precision(to) == MICROSECONDS ? UNLESS_UTC : ALL;
    }
    if (!BINARY.contains(a + ">" + b)) {
      return ALL;
    }
    boolean widerText = b.equals("varchar") && !from.modifiers().isEmpty() && wider(from, to);
    return to.modifiers().isEmpty() || widerText ? NONE : ALL;
  }

  /// Whether a change of modifiers alone leaves every value as it is.
  private static boolean keeps(String type, PgType from, PgType to) {
    if (to.modifiers().isEmpty() && to.wordModifiers().isEmpty()) {
      return true;
    }
    if (type.equals("numeric")) {
      return from.modifiers().size() == 2
          && from.modifiers().get(1).equals(to.modifiers().get(1))
          && wider(from, to);
    }
    if (TIMES.contains(type) && to.modifiers().size() == 1) {
      return precision(to) == MICROSECONDS || (from.modifiers().size() == 1 && wider(from, to));
    }
    return Set.of("varchar", "varbit").contains(type)
        && !from.modifiers().isEmpty()
        && wider(from, to);
  }

  private static int precision(PgType type) {
    return type.modifiers().getFirst();
  }

  private static boolean wider(PgType from, PgType to) {
    return to.modifiers().getFirst() >= from.modifiers().getFirst();
  }

  /// The collation that a column of the type gets without a COLLATE clause.
  static String collation(PgType type) {
    boolean text =
        type.schema().isEmpty() && Set.of("text", "varchar", "bpchar").contains(type.name().name());
    return text ? "default" : "";
  }
}
