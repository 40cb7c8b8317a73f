package dev.theseus.internal.check;

import dev.theseus.sql.Identifier;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a scratch database lacks and the real one has, which is no fault of the files.
final class Absence {
  private static final String UNDEFINED_OBJECT = "42704";
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String UNDEFINED_SCHEMA = "3F000";
  private static final Pattern SCHEMA = Pattern.compile("schema \"(.+)\" does not exist");
  private static final Pattern TABLE = Pattern.compile("relation \"(?:.+\\.)?(.+?)\" does not");

  /// Where runners note what they ran, in lower case.
  private static final Set<String> OF_RUNNERS =
      Set.of(
          "flyway_schema_history",
          "schema_version",
          "databasechangelog",
          "databasechangeloglock",
          "schema_migrations",
          "goose_db_version",
          "__diesel_schema_migrations",
          "_prisma_migrations",
          "_sqlx_migrations",
          "pgmigrations",
          "knex_migrations",
          "knex_migrations_lock",
          "sequelizemeta",
          "gorp_migrations",
          "db_migrations",
          "__efmigrationshistory",
          "alembic_version",
          "django_migrations");

  private Absence() {}

  /// Roles change nothing that is judged; a runner makes its own table before it runs the files.
  static boolean excuses(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    if (UNDEFINED_OBJECT.equals(failure.getSQLState())) {
      return message.contains("role ");
    }
    Matcher table = TABLE.matcher(message);
    return UNDEFINED_TABLE.equals(failure.getSQLState())
        && table.find()
        && OF_RUNNERS.contains(table.group(1).toLowerCase(Locale.ROOT));
  }

  /// The schema without which the statement failed.
  static Optional<Identifier> schema(SQLException failure) {
    Matcher schema = SCHEMA.matcher(String.valueOf(failure.getMessage()));
    return UNDEFINED_SCHEMA.equals(failure.getSQLState()) && schema.find()
        ? Optional.of(Identifier.of(schema.group(1)))
        : Optional.empty();
  }
}
