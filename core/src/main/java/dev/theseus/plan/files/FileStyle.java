package dev.theseus.plan.files;

import java.util.Arrays;
import java.util.Optional;

/// The runner that files are written for.
public enum FileStyle {
  /// `V7_01__….sql`, `U7_01__….sql`, and `….sql.conf` where a file must not run in a transaction.
  FLYWAY("flyway"),
  /// Liquibase formatted SQL: a file for each command, a changeset for each step.
  LIQUIBASE("liquibase"),
  /// `000007_….up.sql` and `.down.sql`, as golang-migrate reads them; each file numbered on.
  UPDOWN("updown"),
  /// `007_01_….sql` for `psql`, the way back in the folder `rollback`.
  SQL("sql");

  private final String code;

  FileStyle(String code) {
    this.code = code;
  }

  /// The word users write.
  public String code() {
    return code;
  }

  /// The style of this name, in lower case.
  public static Optional<FileStyle> of(String code) {
    return Arrays.stream(values()).filter(style -> style.code.equals(code)).findFirst();
  }
}
