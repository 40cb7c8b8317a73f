package dev.theseus.catalog;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One live column of a table.
///
/// @param number `attnum`, 1 or more
/// @param collation the collation when it is not the type's default
/// @param notNull `attnotnull`; on PostgreSQL 18 rows older than a NOT NULL that is NOT VALID can
///   still hold null, which its constraint says
/// @param storage `attstorage` when it is not the type's default: `p`, `e`, `m` or `x`
/// @param compression `attcompression`: `p` or `l`
/// @param statisticsTarget `attstattarget` when set
/// @param options `attoptions` as `name=value`
/// @param grants column privileges as `GRANT` clauses can express them
/// @param ownedSequence the sequence `OWNED BY` this column (serial or identity)
/// @param furtherSequences others that it owns, which go with it
/// @param identityOptions what an identity column's sequence has besides its name, as `GENERATED …
///   AS IDENTITY (…)` takes it; bounds only where they are not its type's
public record Column(
    Identifier name,
    int number,
    PgType type,
    Optional<QualifiedName> collation,
    boolean notNull,
    Default defaultValue,
    Identity identity,
    Optional<String> storage,
    Optional<String> compression,
    Optional<Integer> statisticsTarget,
    List<String> options,
    List<Grant> grants,
    Optional<QualifiedName> ownedSequence,
    List<QualifiedName> furtherSequences,
    Optional<String> identityOptions,
    Optional<String> comment) {
  public Column {
    options = List.copyOf(options);
    grants = List.copyOf(grants);
    furtherSequences = List.copyOf(furtherSequences);
  }

  /// A plain nullable column without anything else.
  public static Column plain(Identifier name, int number, PgType type) {
    return new Column(
        name,
        number,
        type,
        Optional.empty(),
        false,
        new Default.None(),
        Identity.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  public Column withNotNull(boolean required) {
    return new Column(
        name,
        number,
        type,
        collation,
        required,
        defaultValue,
        identity,
        storage,
        compression,
        statisticsTarget,
        options,
        grants,
        ownedSequence,
        furtherSequences,
        identityOptions,
        comment);
  }

  public Column withDefault(Default value) {
    return new Column(
        name,
        number,
        type,
        collation,
        notNull,
        value,
        identity,
        storage,
        compression,
        statisticsTarget,
        options,
        grants,
        ownedSequence,
        furtherSequences,
        identityOptions,
        comment);
  }

  public Column withIdentity(Identity how, Optional<QualifiedName> sequence) {
    return new Column(
        name,
        number,
        type,
        collation,
        notNull,
        defaultValue,
        how,
        storage,
        compression,
        statisticsTarget,
        options,
        grants,
        sequence,
        furtherSequences,
        identityOptions,
        comment);
  }

  public Column withComment(Optional<String> text) {
    return new Column(
        name,
        number,
        type,
        collation,
        notNull,
        defaultValue,
        identity,
        storage,
        compression,
        statisticsTarget,
        options,
        grants,
        ownedSequence,
        furtherSequences,
        identityOptions,
        text);
  }

  /// The same, owning one more sequence.
  public Column owning(QualifiedName further) {
    return new Column(
        name,
        number,
        type,
        collation,
        notNull,
        defaultValue,
        identity,
        storage,
        compression,
        statisticsTarget,
        options,
        grants,
        ownedSequence,
        Stream.concat(furtherSequences.stream(), Stream.of(further)).toList(),
        identityOptions,
        comment);
  }

  /// Whether an INSERT that leaves the column out gets a value other than NULL.
  public boolean fillsItself() {
    return !(defaultValue instanceof Default.None) || identity != Identity.NONE;
  }

  /// What a column gets when an INSERT leaves it out.
  public sealed interface Default {
    record None() implements Default {}

    /// @param volatile_ whether it is VOLATILE, so that each row gets a value of its own
    record Value(Expression expression, boolean volatile_) implements Default {}

    /// `GENERATED ALWAYS AS (…)`.
    record Generated(Expression expression, boolean stored) implements Default {}
  }

  /// `attidentity`.
  public enum Identity {
    NONE,
    ALWAYS,
    BY_DEFAULT
  }
}
