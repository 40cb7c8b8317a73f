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

  /// The next heap not seen yet. One that was rewritten meanwhile, or came, is one more.
  private static final String NEXT =
      """
          WITH RECURSIVE tree AS (
            SELECT CAST({table} AS regclass)::oid AS oid
            UNION
            SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)
          SELECT format('%I.%I', n.nspname, c.relname), format('%s/%s', c.oid, c.relfilenode)
            INTO heap, file
            FROM tree
              JOIN pg_catalog.pg_class c ON c.oid = tree.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND format('%s/%s', c.oid, c.relfilenode) <> ALL (seen)
            ORDER BY c.oid
            LIMIT 1;
          EXIT WHEN heap IS NULL;
          seen := seen || file;
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
        file text;
        seen text[] := ARRAY[]::text[];
        place bigint;
        ends bigint;
        passes integer;
        changed bigint;
        filled bigint;
        waiting bigint;
        locked bigint;
      BEGIN
        PERFORM set_config('search_path', {path}, true);
        due := {due};
        LOOP
      {next}
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
              PERFORM set_config('search_path', {path}, true);
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
          WITH RECURSIVE tree AS (
            SELECT CAST({table} AS regclass)::oid AS oid
            UNION
            SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)
          SELECT FROM pg_catalog.pg_constraint f
            JOIN pg_catalog.pg_attribute a
              ON (a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey))
                OR (a.attrelid = f.confrelid AND a.attnum = ANY (f.confkey))
            JOIN tree ON tree.oid = a.attrelid
          WHERE f.contype = 'f'
            AND a.attname IN ({columns}));
      """;

  private static final String VERIFY =
      """
      DO $theseus$
      DECLARE
        blocks_at_once CONSTANT bigint := 256;
        bad text;
        heap text;
        file text;
        seen text[] := ARRAY[]::text[];
        place bigint;
        ends bigint;
        counted bigint;
        here bigint;
        wrong bigint := 0;
      {lostVariables}
      BEGIN
        PERFORM set_config('search_path', {path}, true);
        bad := {bad};
      {lostCondition}
        LOOP
      {next}
          here := 0;
          place := 0;
          ends := pg_relation_size(heap::regclass) / current_setting('block_size')::bigint;
          WHILE place < ends LOOP
            PERFORM set_config('search_path', {path}, true);
            EXECUTE 'SELECT count(*) FROM ONLY ' || heap || {countWhere} || bad || ')'
              INTO counted
              USING format('(%s,0)', place)::tid, format('(%s,0)', place + blocks_at_once)::tid;
            here := here + counted;
      {lostCount}
            COMMIT;
            place := place + blocks_at_once;
          END LOOP;
      {whole}
          IF EXISTS (SELECT FROM pg_catalog.pg_class c WHERE format('%s/%s', c.oid, c.relfilenode) = file) THEN
            wrong := wrong + here;
          END IF;
        END LOOP;
      {lostWarning}
        IF wrong > 0 THEN
          RAISE EXCEPTION USING
            MESSAGE = format('%s rows of %s do not hold what the new version needs', wrong, {table}),
            HINT = format('Look at them with: SELECT * FROM %s AS %s WHERE %s; correct them, then run this again.', {table}, {alias}, bad);
        END IF;
      END
      $theseus$
      """;

  private static final String VERIFY_WHOLE =
      """
          IF here = 0 THEN
            PERFORM set_config('search_path', {path}, true);
            -- A row that moved from ahead of the ranges to behind them was met by none; one statement sees every row.
            EXECUTE 'SELECT count(*) FROM ONLY ' || heap || {countWhere} || bad || ')'
              INTO here
              USING '(0,0)'::tid, '(4294967295,0)'::tid;
            COMMIT;
          END IF;
      """;

  private static final String LOST_VARIABLES =
      """
        lost text;
        lost_rows bigint := 0;
        unable text := '';
      """;

  private static final String LOST_COUNT =
      """
            BEGIN
              EXECUTE 'SELECT count(*) FROM ONLY ' || heap || {countWhere} || lost || ')'
                INTO counted
                USING format('(%s,0)', place)::tid, format('(%s,0)', place + blocks_at_once)::tid;
              lost_rows := lost_rows + counted;
            EXCEPTION WHEN OTHERS THEN
              unable := format('; for some their down fails: %s', SQLERRM);
            END;
      """;

  private static final String LOST_WARNING =
      """
        IF lost_rows > 0 OR unable <> '' THEN
          RAISE WARNING USING
            MESSAGE = format('%s rows of %s hold old values that their down does not give back%s', lost_rows, {table}, unable),
            HINT = format('Look at them with: SELECT * FROM %s AS %s WHERE %s; correct the down, or go on if that is meant.', {table}, {alias}, lost);
        END IF;
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
            .replace("{whole}\n", mayStayDue(step.assignments()) ? WHOLE : "")
            .replace("{next}\n", NEXT);
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
  private static boolean mayStayDue(List<Assignment> assignments) {
    return assignments.stream().anyMatch(one -> one.rule().keeps());
  }

  /// Fails where a row is not as the new version needs it. Where triggers fill, a row that moves is
  /// computed anew by what moves it, so that ranges are enough; else one statement looks at all.
  static Script verify(Step.Verify step, Identifier base) {
    Map<String, SqlPart> parts = parts(step.table(), base);
    parts.put("bad", condition(step.table(), step.assignments(), step.required()));
    parts.put("alias", Literal.of(step.table().name().quoted()));
    boolean back = !step.waysBack().isEmpty();
    if (back) {
      parts.put("lost", condition(step.table(), step.waysBack(), List.of()));
    }
    String template =
        VERIFY
            .replace("{lostVariables}\n", back ? LOST_VARIABLES : "")
            .replace("{lostCondition}\n", back ? "  lost := {lost};\n" : "")
            .replace("{lostCount}\n", back ? LOST_COUNT : "")
            .replace("{lostWarning}\n", back ? LOST_WARNING : "")
            .replace("{whole}\n", mayStayDue(step.assignments()) ? VERIFY_WHOLE : "")
            .replace("{next}\n", NEXT);
    return new Script(
        List.of(
            "Counts the rows that do not hold what the new version needs, in ranges of blocks"
                + " without a long snapshot.",
            "Fails if there are any, and says the query that lists them."),
        List.of(filled(template, parts)),
        false);
  }

  private static Map<String, SqlPart> parts(QualifiedName table, Identifier base) {
    Map<String, SqlPart> parts = new HashMap<>();
    Literal name = Literal.of(table.quoted());
    parts.put("table", name);
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
}
