package dev.theseus.planner;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.TypeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a change of type costs and whether every old value survives it.
///
/// The rewrite rules were measured on PostgreSQL 14 to 18 (docs/reference/locks.md); they follow
/// `ATColumnChangeRequiresRewrite`.
enum TypeChange {
  /// The catalog is changed and nothing else.
  CATALOG_ONLY,
  /// Needs a second column; every old value can be turned back by the inverse cast.
  LOSSLESS,
  /// Needs a second column; a cast exists but old values may not survive.
  LOSSY,
  /// Needs a second column; the value depends on settings of the session, so no cast of ours is
  /// right for every session.
  SESSION_DEPENDENT,
  /// PostgreSQL has no cast it would apply by itself.
  NO_CAST;

  private static final int MOST_PRECISE_INTERVAL = 6;
  private static final List<String> INTEGERS = List.of("int2", "int4", "int8", "numeric");
  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");
  private static final Set<String> BRIEF = Set.of("bool", "uuid");
  private static final Map<String, Set<String>> OTHER_LOSSLESS =
      Map.of(
          "float4", Set.of("float8"),
          "date", Set.of("timestamp"),
          "json", Set.of("jsonb"),
          "jsonb", Set.of("json"),
          "cidr", Set.of("inet"));

  static TypeChange of(PgType from, PgType to, TypeFacts facts) {
    if (catalogOnly(from, to, facts)) {
      return CATALOG_ONLY;
    }
    if (SessionCasts.settings(from, to, facts).isPresent() && assignable(from, to, facts)) {
      return SESSION_DEPENDENT;
    }
    if (lossless(from, to)) {
      return LOSSLESS;
    }
    return assignable(from, to, facts) ? LOSSY : NO_CAST;
  }

  private static String base(PgType type) {
    return type.schema().isPresent() || type.isArray() ? "" : type.name().name();
  }

  private static boolean catalogOnly(PgType from, PgType to, TypeFacts facts) {
    if (from.equals(to)) {
      return true;
    }
    String a = base(from);
    String b = base(to);
    if (Set.of("varchar", "text").contains(a) && b.equals("text")) {
      return true;
    }
    if (Set.of("varchar", "text").contains(a) && b.equals("varchar")) {
      return to.modifiers().isEmpty()
          || (a.equals("varchar") && !from.modifiers().isEmpty() && widerText(from, to));
    }
    if (a.equals("numeric") && b.equals("numeric")) {
      return widerNumeric(from, to);
    }
    if (a.equals("interval") && b.equals("interval")) {
      return widerInterval(from, to);
    }
    if (a.equals(b) && Set.of("timestamp", "timestamptz", "time", "timetz").contains(a)) {
      return to.modifiers().isEmpty() || (!from.modifiers().isEmpty() && widerText(from, to));
    }
    if (a.equals("varbit") && b.equals("varbit")) {
      return to.modifiers().isEmpty() || (!from.modifiers().isEmpty() && widerText(from, to));
    }
    if (a.equals("cidr") && b.equals("inet")) {
      return true;
    }
    return ownBase(from, to, facts)
        || (from.equals(facts.domains().get(to.toString()))
            && !facts.constrainedDomains().contains(to.toString()));
  }

  /// A domain to what it is over. Of a domain's column the length or precision is not recorded, so
  /// one that is asked for makes the server write every row anew.
  private static boolean ownBase(PgType from, PgType to, TypeFacts facts) {
    return to.modifiers().isEmpty()
        && to.wordModifiers().isEmpty()
        && facts.domains().getOrDefault(from.toString(), from).equals(to);
  }

  private static boolean widerText(PgType from, PgType to) {
    return to.modifiers().getFirst() >= from.modifiers().getFirst();
  }

  /// With fields there are two modifiers, the mask of the fields and the precision: other fields or
  /// a lower precision cut values off.
  private static boolean widerInterval(PgType from, PgType to) {
    if (to.modifiers().isEmpty()) {
      return true;
    }
    int size = to.modifiers().size();
    boolean sameFields =
        from.modifiers().size() == size
            && from.modifiers().subList(0, size - 1).equals(to.modifiers().subList(0, size - 1));
    return sameFields && precision(to) >= precision(from);
  }

  private static int precision(PgType interval) {
    int written = interval.modifiers().getLast();
    return written < 0 ? MOST_PRECISE_INTERVAL : written;
  }

  private static boolean widerNumeric(PgType from, PgType to) {
    if (to.modifiers().isEmpty()) {
      return true;
    }
    return !from.modifiers().isEmpty()
        && scale(from) == scale(to)
        && to.modifiers().getFirst() >= from.modifiers().getFirst();
  }

  private static int scale(PgType numeric) {
    return numeric.modifiers().size() > 1 ? numeric.modifiers().get(1) : 0;
  }

  private static boolean lossless(PgType from, PgType to) {
    String a = base(from);
    String b = base(to);
    int rankFrom = INTEGERS.indexOf(a);
    int rankTo = INTEGERS.indexOf(b);
    if (rankFrom >= 0 && rankTo > rankFrom) {
      return to.modifiers().isEmpty() || !b.equals("numeric");
    }
    boolean toText = b.equals("text") || (b.equals("varchar") && to.modifiers().isEmpty());
    if (toText && !a.isEmpty() && !TEXTS.contains(a) && !a.equals("json")) {
      return Set.of("int2", "int4", "int8", "numeric", "bool", "uuid", "inet", "cidr").contains(a);
    }
    if (TEXTS.contains(a) && toText) {
      return true;
    }
    return to.modifiers().isEmpty() && OTHER_LOSSLESS.getOrDefault(a, Set.of()).contains(b);
  }

  /// Whether a cast between two built-in types gives a value for every value there is.
  static boolean neverFails(PgType from, PgType to) {
    String a = base(from);
    String b = base(to);
    int rank = INTEGERS.indexOf(a);
    return to.modifiers().isEmpty()
        && ((rank >= 0 && INTEGERS.indexOf(b) > rank)
            || (a.equals("float4") && b.equals("float8"))
            || (b.equals("text") && (rank >= 0 || TEXTS.contains(a) || BRIEF.contains(a))));
  }

  private static boolean assignable(PgType from, PgType to, TypeFacts facts) {
    if (from.withoutModifiers().equals(to.withoutModifiers())) {
      return true;
    }
    Optional<TypeFacts.Cast> cast =
        Optional.ofNullable(
            facts
                .casts()
                .get(
                    new TypeFacts.Pair(
                        from.withoutModifiers().toString(), to.withoutModifiers().toString())));
    if (cast.isPresent()) {
      return cast.get().context() != TypeFacts.Context.EXPLICIT;
    }
    // every type can be assigned to a string type through its output function
    return TEXTS.contains(base(to));
  }
}
