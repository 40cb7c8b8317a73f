package dev.theseus.internal.check;

import dev.theseus.grammar.Node;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The extensions that files ask for and the scratch server does not have, and what cannot be run
/// there for that reason, which is no fault of the files. Not thread-safe.
final class MissingExtensions {
  /// `feature_not_supported`; `undefined_file` before PostgreSQL 16.
  private static final Set<String> NOT_THERE = Set.of("0A000", "58P01");

  /// Functions and operators.
  private static final String UNDEFINED_FUNCTION = "42883";

  private static final String UNDEFINED_OBJECT = "42704";

  /// Of all objects, those of which extensions have some.
  private static final Pattern OF_EXTENSIONS =
      Pattern.compile(
          "^(\\S+: )?(data type|type|access method|operator class|operator family|text search) ");

  private static final String UNDEFINED_COLUMN = "42703";

  /// Tables and columns, and whatever else bears a name.
  private static final Set<String> OF_LOST = Set.of("42P01", UNDEFINED_COLUMN, UNDEFINED_OBJECT);

  private static final Pattern NAMED = Pattern.compile("\"([^\"]+)\"");

  private final SortedSet<String> missing = new TreeSet<>();

  /// Relations that are not made or not changed as the files say.
  private final Set<String> lost = new HashSet<>();

  private final Set<String> reasons = new HashSet<>();

  /// Why the statement could not be run, if an extension is missing for it.
  Optional<String> reason(SQLException failure, Node tree) {
    String state = String.valueOf(failure.getSQLState());
    if (tree.is("CreateExtensionStmt") && NOT_THERE.contains(state)) {
      missing.add(tree.text("extname"));
      return Optional.of(reason(tree.text("extname")));
    }
    if (missing.isEmpty() || !explain(state, String.valueOf(failure.getMessage()), tree)) {
      return Optional.empty();
    }
    Makings.relation(tree)
        .or(() -> tree.find("relation"))
        .ifPresent(relation -> lost.add(relation.text("relname")));
    Stream.of("idxname", "newname", "servername").map(tree::text).forEach(lost::add);
    return Optional.of(reason(String.join(", ", missing)));
  }

  private String reason(String names) {
    String reason = "it has no extension " + names;
    reasons.add(reason);
    return reason;
  }

  /// Whether this is a reason that was given here.
  boolean gave(String reason) {
    return reasons.contains(reason);
  }

  private boolean explain(String state, String message, Node tree) {
    return missing.stream().anyMatch(name -> message.contains("\"" + name + "\""))
        || state.equals(UNDEFINED_FUNCTION)
        || (state.equals(UNDEFINED_OBJECT) && OF_EXTENSIONS.matcher(message).find())
        || (OF_LOST.contains(state) && saysLost(message))
        || (state.equals(UNDEFINED_COLUMN)
            && tree.all("RangeVar").stream()
                .anyMatch(relation -> lost.contains(relation.text("relname"))));
  }

  private boolean saysLost(String message) {
    return NAMED
        .matcher(message)
        .results()
        .map(named -> named.group(1))
        .anyMatch(name -> lost.contains(name.substring(name.lastIndexOf('.') + 1)));
  }
}
