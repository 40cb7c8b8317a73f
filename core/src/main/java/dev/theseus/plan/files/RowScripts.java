package dev.theseus.plan.files;

import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.plan.files.Piece.Script;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Work over all rows of a table as one `DO` block that commits after each range of blocks: what
/// was done stays done when it is stopped, and running it again goes on.
final class RowScripts {
  private static final Identifier FOUND = Identifier.of("theseus found row");

  private static final String HEAPS =
      """
      ARRAY(
          WITH RECURSIVE tree AS (
            SELECT CAST({table} AS regclass)::oid AS oid
            UNION
            SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)
          SELECT format('%I.%I', n.nspname, c.relname)
            FROM tree
              JOIN pg_catalog.pg_class c ON c.oid = tree.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r'
            ORDER BY c.oid)
      """;

  private static final String BACKFILL =
      """
      DO $theseus$
      DECLARE
        -- The pace: blocks of a transaction, and seconds of rest after each.
        blocks_at_once CONSTANT bigint := 16;
        rest CONSTANT double precision := 0.005;
      {key}
        due text;
        heap text;
        place bigint;
        ends bigint;
        passes integer;
        changed bigint;
        filled bigint;
        waiting bigint;
        locked bigint;
      BEGIN
        due := {due};
        FOREACH heap IN ARRAY {heaps} LOOP
          passes := 0;
          LOOP
            passes := passes + 1;
            filled := 0;
            locked := 0;
            place := 0;
            ends := pg_relation_size(heap::regclass) / current_setting('block_size')::bigint;
            WHILE place < ends LOOP
              PERFORM set_config('search_path', {path}, true);
              PERFORM set_config('synchronous_commit', 'off', true);
      {quiet}
              EXECUTE {updateStart} || heap || {updateMiddle} || heap || {updateWhere} || due || {updateEnd}
                USING format('(%s,0)', place)::tid, format('(%s,0)', place + blocks_at_once)::tid;
              GET DIAGNOSTICS changed = ROW_COUNT;
              EXECUTE 'SELECT count(*) FROM ONLY ' || heap || {countWhere} || due || ')'
                INTO waiting
                USING format('(%s,0)', place)::tid, format('(%s,0)', place + blocks_at_once)::tid;
              COMMIT;
              filled := filled + changed;
              locked := locked + waiting;
              place := place + blocks_at_once;
              PERFORM pg_sleep(rest);
            END LOOP;
      {whole}
            EXIT WHEN filled = 0 AND locked = 0;
            IF filled > 0 AND passes > 20 OR passes > 2000 THEN
              RAISE EXCEPTION USING
                MESSAGE = format('rows of %s are still due after %s passes: %s changed, %s locked', heap, passes, filled, locked),
                HINT = 'End the transactions that hold rows, or correct the up expression; then run this again.';
            END IF;
            IF locked > 0 THEN
              COMMIT;
              PERFORM pg_sleep(0.1);
            END IF;
          END LOOP;
        END LOOP;
      END
      $theseus$
      """;

  private static final String QUIET =
      """
              IF NOT in_foreign_key THEN
                BEGIN
                  PERFORM set_config('session_replication_role', 'replica', true);
                EXCEPTION WHEN insufficient_privilege THEN
                  NULL;
                END;
              END IF;
      """;

  private static final String WHOLE =
      """
            IF filled = 0 AND locked = 0 THEN
              -- A row that moved from ahead of the pass to behind it was met by none; one statement sees every row.
              EXECUTE 'SELECT count(*) FROM ONLY ' || heap || {countWhere} || due || ')'
                INTO locked
                USING '(0,0)'::tid, '(4294967295,0)'::tid;
              COMMIT;
            END IF;
      """;

  private static final String IN_FOREIGN_KEY =
      """
        -- The checks of foreign keys are triggers too.
        in_foreign_key CONSTANT boolean := EXISTS (
          SELECT FROM pg_catalog.pg_constraint f
            JOIN pg_catalog.pg_attribute a
              ON (a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey))
                OR (a.attrelid = f.confrelid AND a.attnum = ANY (f.confkey))
          WHERE f.contype = 'f' AND a.attrelid = CAST({table} AS regclass)
            AND a.attname IN ({columns}));
      """;

  private static final String VERIFY =
      """
      DO $theseus$
      DECLARE
        blocks_at_once CONSTANT bigint := 256;
        bad text;
        heap text;
        place bigint;
        ends bigint;
        found bigint;
        wrong bigint := 0;
      BEGIN
        bad := {bad};
        FOREACH heap IN ARRAY {heaps} LOOP
          place := 0;
          ends := pg_relation_size(heap::regclass) / current_setting('block_size')::bigint;
          WHILE place < ends LOOP
            PERFORM set_config('search_path', {path}, true);
            EXECUTE 'SELECT count(*) FROM ONLY ' || heap || {countWhere} || bad || ')'
              INTO found
              USING format('(%s,0)', place)::tid, format('(%s,0)', place + blocks_at_once)::tid;
            COMMIT;
            wrong := wrong + found;
            place := place + blocks_at_once;
          END LOOP;
        END LOOP;
        IF wrong > 0 THEN
          RAISE EXCEPTION USING
            MESSAGE = format('%s rows of %s do not hold what the new version needs', wrong, {table}),
            HINT = 'Look at them with the query above, correct them, then run this again.';
        END IF;
      END
      $theseus$
      """;

  private RowScripts() {}

  /// Fills the rows due, without waiting for locked ones: it comes back to them.
  static Script backfill(Step.Backfill step, Identifier base) {
    Identifier alias = step.table().name();
    Map<String, SqlPart> parts = parts(step.table(), base);
    parts.put("due", condition(step.table(), step.assignments(), List.of()));
    boolean fires = !step.firesUserTriggers().isEmpty();
    if (fires) {
      parts.put(
          "columns",
          SqlList.of(
              step.assignments().stream().map(one -> Literal.of(one.column().name())).toList()));
    }
    String template =
        BACKFILL
            .replace("{key}\n", fires ? IN_FOREIGN_KEY : "")
            .replace("{quiet}\n", fires ? QUIET : "")
            .replace("{whole}\n", mayStayDue(step) ? WHOLE : "");
    parts.put("updateStart", Literal.of("UPDATE ONLY "));
    parts.put(
        "updateMiddle",
        text(
            " AS {alias} SET {sets} FROM (SELECT {alias}.ctid AS {found} FROM ONLY ",
            Map.of("alias", alias, "sets", sets(step.assignments(), alias), "found", FOUND)));
    parts.put("updateWhere", where(alias));
    parts.put(
        "updateEnd",
        text(
            ") FOR NO KEY UPDATE SKIP LOCKED) AS {found} WHERE {alias}.ctid = {found}.{found}",
            Map.of("alias", alias, "found", FOUND)));
    List<String> notes = new ArrayList<>();
    notes.add("Commits after each range of blocks; may be stopped and run again.");
    if (fires) {
      notes.add(
          "Triggers %s fire for each row where the role may not set session_replication_role."
              .formatted(step.firesUserTriggers()));
    }
    return new Script(notes, List.of(filled(template, parts)), false);
  }

  /// Whether a row that the application writes again is still due: no trigger fills it.
  private static boolean mayStayDue(Step.Backfill step) {
    return step.assignments().stream().anyMatch(one -> one.rule().keeps());
  }

  /// Fails where a row is not as the new version needs it.
  static Script verify(Step.Verify step, Identifier base) {
    Map<String, SqlPart> parts = parts(step.table(), base);
    parts.put("bad", condition(step.table(), step.assignments(), step.required()));
    List<String> notes = new ArrayList<>();
    notes.add("Must be 0: " + query(step).text() + ";");
    notes.add("Below, the same in ranges of blocks, without a long snapshot.");
    return new Script(notes, List.of(filled(VERIFY, parts)), false);
  }

  private static Map<String, SqlPart> parts(QualifiedName table, Identifier base) {
    Map<String, SqlPart> parts = new HashMap<>();
    Literal name = Literal.of(table.quoted());
    parts.put("table", name);
    parts.put("heaps", Sql.of(HEAPS, Map.of("table", name)));
    parts.put("path", Literal.of(base.quoted()));
    parts.put("countWhere", where(table.name()));
    return parts;
  }

  /// A template takes no part it has no place for.
  private static Sql filled(String template, Map<String, SqlPart> parts) {
    Map<String, SqlPart> used = new HashMap<>(parts);
    used.keySet().removeIf(name -> !template.contains("{" + name + "}"));
    String tag = "$theseus$";
    String all = String.join("", used.values().stream().map(SqlPart::rendered).toList());
    for (int n = 1; all.contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    return Sql.of(template.replace("$theseus$", tag), used);
  }

  private static Literal where(Identifier alias) {
    return text(
        " AS {alias} WHERE {alias}.ctid >= $1 AND {alias}.ctid < $2 AND (", Map.of("alias", alias));
  }

  private static Literal text(String template, Map<String, ? extends SqlPart> parts) {
    String marked = "|" + template + "|";
    String text = Sql.of(marked, parts).text();
    return Literal.of(text.substring(1, text.length() - 1));
  }

  private static SqlPart sets(List<Assignment> assignments, Identifier alias) {
    boolean several = assignments.size() > 1;
    return SqlList.of(
        assignments.stream()
            .map(
                one ->
                    one.rule().keeps() && several
                        ? Sql.of(
                            "{column} = coalesce({alias}.{column}, ({value}))",
                            Map.of("column", one.column(), "alias", alias, "value", one.value()))
                        : Sql.of(
                            "{column} = ({value})",
                            Map.of("column", one.column(), "value", one.value())))
            .toList());
  }

  /// The condition's text as an expression of PL/pgSQL: the types of the columns are known only
  /// when it runs.
  private static Sql condition(
      QualifiedName table, List<Assignment> assignments, List<Identifier> required) {
    List<String> terms = new ArrayList<>();
    for (Assignment one : assignments) {
      terms.add(due(table, one));
    }
    for (Identifier column : required) {
      terms.add(
          text("({alias}.{column} IS NULL)", Map.of("alias", table.name(), "column", column))
              .rendered());
    }
    return Sql.verbatim(terms.isEmpty() ? "'false'" : String.join("\n    || ' OR ' || ", terms));
  }

  private static String due(QualifiedName table, Assignment one) {
    Map<String, SqlPart> parts =
        Map.of("alias", table.name(), "column", one.column(), "value", one.value());
    return switch (one.rule()) {
      case DIFFERS ->
          typed("({alias}.{column} IS DISTINCT FROM CAST(({value}) AS ", "))", table, one);
      case DIFFERS_AS_TEXT ->
          typed(
              "(CAST({alias}.{column} AS text) IS DISTINCT FROM CAST(CAST(({value}) AS ",
              ") AS text))",
              table,
              one);
      case MISSING ->
          text(
                  "(({alias}.{column} IS NULL) IS TRUE)",
                  Map.of("alias", table.name(), "column", one.column()))
              .rendered();
      case MISSING_THOUGH_GIVEN ->
          text("(({alias}.{column} IS NULL AND ({value}) IS NOT NULL) IS TRUE)", parts).rendered();
    };
  }

  /// The value is compared as it will be stored, else a rounded one would stay due for ever.
  private static String typed(String before, String after, QualifiedName table, Assignment one) {
    Sql type =
        Sql.of(
            """
            (SELECT pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
                WHERE attrelid = CAST({table} AS regclass) AND attname = {column})
            """,
            Map.of("table", Literal.of(table.quoted()), "column", Literal.of(one.column().name())));
    Map<String, SqlPart> parts =
        Map.of("alias", table.name(), "column", one.column(), "value", one.value());
    return String.join(
        " || ", text(before, parts).rendered(), type.text(), Literal.of(after).rendered());
  }

  private static Sql query(Step.Verify step) {
    List<Sql> wrong = new ArrayList<>();
    for (Assignment one : step.assignments()) {
      Map<String, SqlPart> parts = Map.of("column", one.column(), "value", one.value());
      wrong.add(
          switch (one.rule()) {
            case DIFFERS -> Sql.of("{column} IS DISTINCT FROM ({value})", parts);
            case DIFFERS_AS_TEXT ->
                Sql.of("{column}::text IS DISTINCT FROM ({value})::text", parts);
            case MISSING -> Sql.of("{column} IS NULL", Map.of("column", one.column()));
            case MISSING_THOUGH_GIVEN ->
                Sql.of("{column} IS NULL AND ({value}) IS NOT NULL", parts);
          });
    }
    step.required()
        .forEach(column -> wrong.add(Sql.of("{column} IS NULL", Map.of("column", column))));
    return Sql.of(
        "SELECT count(*) FROM {table} WHERE {wrong}",
        Map.of(
            "table",
            step.table(),
            "wrong",
            wrong.isEmpty() ? Sql.of("false") : SqlList.anyOf(wrong)));
  }
}
