package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.Optional;

/// One column of the new version while the operations are folded. Lives inside one planning call.
final class ColumnDraft {
  /// Where the values of the column come from.
  enum Kind {
    /// The same physical column under its old or a new name.
    KEPT,
    /// A second physical column beside the old one, kept in step both ways.
    COPIED,
    /// New, a catalog change only.
    ADDED,
    /// New; existing rows are filled from its own volatile default.
    FILLED,
    /// New; existing rows and the old version's inserts are filled by `up`.
    SYNCED
  }

  private final Optional<Column> origin;
  private final String place;
  private Kind kind;
  private Identifier name;
  private PgType type;
  private Optional<QualifiedName> collation;
  private boolean notNull;
  private Column.Default defaultValue;
  private Optional<Expression> using = Optional.empty();
  private boolean serial;
  private Optional<Expression> domainDefault = Optional.empty();
  private Optional<NewIdentity> identity = Optional.empty();
  private Optional<Identifier> notNullName = Optional.empty();
  private Optional<SetNotNull> notNullConstraint = Optional.empty();

  ColumnDraft(Column origin) {
    this.origin = Optional.of(origin);
    this.place = "";
    this.kind = Kind.KEPT;
    this.name = origin.name();
    this.type = origin.type();
    this.collation = origin.collation();
    this.notNull = origin.notNull();
    this.defaultValue = origin.defaultValue();
  }

  ColumnDraft(Kind kind, Identifier name, PgType type, String place) {
    this.origin = Optional.empty();
    this.place = place;
    this.kind = kind;
    this.name = name;
    this.type = type;
    this.collation = Optional.empty();
    this.defaultValue = new Column.Default.None();
  }

  /// The column's place in the catalog where its values stand until contract.
  Identifier physical() {
    return hidden()
        ? Identifier.derived(Names.PREFIX, name.name())
        : origin.map(Column::name).orElse(name);
  }

  /// Whether the values stand in a column the old version must not meet by name.
  boolean hidden() {
    return kind == Kind.COPIED || kind == Kind.SYNCED;
  }

  /// Whether the new version sees it differently from how the table shows it.
  boolean needsView() {
    return hidden() || (kind == Kind.KEPT && !physical().equals(name));
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  Optional<Column> origin() {
    return origin;
  }

  /// The original; only for [Kind#KEPT] and [Kind#COPIED].
  Column original() {
    return origin.orElseThrow();
  }

  String place() {
    return place;
  }

  Kind kind() {
    return kind;
  }

  void become(Kind other) {
    kind = other;
  }

  Identifier name() {
    return name;
  }

  void rename(Identifier to) {
    name = to;
  }

  PgType type() {
    return type;
  }

  Optional<QualifiedName> collation() {
    return collation;
  }

  void changeType(PgType to, Optional<QualifiedName> toCollation, Optional<Expression> by) {
    type = to;
    collation = toCollation;
    using = by;
  }

  Optional<Expression> using() {
    return using;
  }

  boolean notNull() {
    return notNull;
  }

  void require(boolean required) {
    notNull = required;
  }

  /// What PostgreSQL 18 calls the constraint that a statement of the release makes.
  Optional<Identifier> notNullName() {
    return notNullName;
  }

  /// How it was required where that is more than `SET NOT NULL` can say.
  Optional<SetNotNull> notNullConstraint() {
    return notNullConstraint;
  }

  void requireBy(SetNotNull written) {
    notNullConstraint = Optional.of(written).filter(SetNotNull::asConstraint);
  }

  void nameNotNull(Identifier chosen) {
    notNullName = Optional.of(chosen);
  }

  Column.Default defaultValue() {
    return defaultValue;
  }

  void defaultTo(Column.Default value) {
    defaultValue = value;
  }

  /// The default of its domain, which numbers or dates each row anew; empty where rows get it
  /// without being written.
  Optional<Expression> domainDefault() {
    return domainDefault;
  }

  void fillByDomain(Expression value) {
    domainDefault = Optional.of(value);
  }

  boolean serial() {
    return serial;
  }

  void makeSerial() {
    serial = true;
  }

  /// How an identity that the release adds was written.
  ///
  /// @param options those of its sequence
  record NewIdentity(boolean always, Optional<Sql> options) {}

  Optional<NewIdentity> identity() {
    return identity;
  }

  void makeIdentity(NewIdentity written) {
    identity = Optional.of(written);
  }

  /// Whether its values come from a sequence that the release makes.
  boolean numbered() {
    return serial || identity.isPresent();
  }
}
