package dev.theseus.check.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who executes migration files.
public enum Runner {
  FLYWAY("flyway", "Flyway"),
  LIQUIBASE("liquibase", "Liquibase"),
  GOLANG_MIGRATE("golang-migrate", "golang-migrate"),
  DBMATE("dbmate", "dbmate"),
  GOOSE("goose", "goose"),
  DIESEL("diesel", "Diesel"),
  PRISMA("prisma", "Prisma"),
  SQLX("sqlx", "sqlx"),
  NODE_PG_MIGRATE("node-pg-migrate", "node-pg-migrate"),
  DB_MIGRATE("db-migrate", "db-migrate"),
  POSTGRATOR("postgrator", "Postgrator"),
  /// psql and whatever else sends one statement after the other.
  PLAIN("plain", "");

  private final String code;
  private final String shown;

  Runner(String code, String shown) {
    this.code = code;
    this.shown = shown;
  }

  /// The name in options and settings.
  public String code() {
    return code;
  }

  /// The name in sentences; empty for none in particular.
  public String shown() {
    return shown;
  }

  public static Optional<Runner> named(String code) {
    return Arrays.stream(values()).filter(runner -> runner.code.equals(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(Runner::code).toList();
  }

  /// Whether two files with the same version are a mistake.
  boolean refusesSameVersion() {
    return switch (this) {
      case FLYWAY, GOLANG_MIGRATE, DBMATE, GOOSE, SQLX, POSTGRATOR -> true;
      case LIQUIBASE, DIESEL, PRISMA, NODE_PG_MIGRATE, DB_MIGRATE, PLAIN -> false;
    };
  }
}
