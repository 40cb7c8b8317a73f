package dev.theseus.check.source;

import dev.theseus.check.CheckedStatement.Part;
import dev.theseus.check.source.Section.Sending;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.migration.ChangesetHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which parts of a file its runner executes on the way up, and how it sends them.
final class Sections {
  private static final int HEAD_CHARACTERS = 64 << 10;
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE;
  private static final Pattern DBMATE =
      Pattern.compile("^[ \\t]*--[ \\t]*migrate:(up|down)\\b(.*)$", FLAGS);
  private static final Pattern GOOSE =
      Pattern.compile("^[ \\t]*--[ \\t]*\\+goose\\s+(up|down)\\b.*$", FLAGS);
  private static final Pattern GOOSE_ALONE =
      Pattern.compile("^[ \\t]*--[ \\t]*\\+goose\\s+no\\s+transaction\\b", FLAGS);
  private static final Pattern GOOSE_BLOCK =
      Pattern.compile(
          "^[ \\t]*--[ \\t]*\\+goose\\s+statementbegin\\b"
              + ".*?^[ \\t]*--[ \\t]*\\+goose\\s+statementend\\b",
          FLAGS | Pattern.DOTALL);
  private static final Pattern NODE =
      Pattern.compile("^[ \\t]*--[ \\t]*(up|down)\\s+migration\\b.*$", FLAGS);
  private static final Pattern SQLX_ALONE = Pattern.compile("\\A\\s*--\\s*no-transaction\\b");

  private Sections() {}

  /// The runner that the contents name.
  static Optional<Runner> runnerNamedIn(String text) {
    String head = text.substring(0, Math.min(text.length(), HEAD_CHARACTERS));
    if (ChangesetHead.isFormattedSql(head)) {
      return Optional.of(Runner.LIQUIBASE);
    }
    if (DBMATE.matcher(head).find()) {
      return Optional.of(Runner.DBMATE);
    }
    if (GOOSE.matcher(head).find()) {
      return Optional.of(Runner.GOOSE);
    }
    return NODE.matcher(head).find() ? Optional.of(Runner.NODE_PG_MIGRATE) : Optional.empty();
  }

  /// @param settled how the runner's own settings say that the file is sent; empty for its default
  static List<Section> of(
      String text, Runner runner, Optional<Sending> settled, ChangesetChoice choice) {
    return switch (runner) {
      case LIQUIBASE -> changesets(text, choice);
      case DBMATE -> orWhole(dbmate(text, "up"), DBMATE, text, Sending.TRANSACTION);
      case GOOSE -> orWhole(goose(text, "up"), GOOSE, text, Sending.TRANSACTION);
      case NODE_PG_MIGRATE -> {
        Sending sending = settled.orElse(Sending.TRANSACTION);
        yield orWhole(marked(text, NODE, sending, "up"), NODE, text, sending);
      }
      case SQLX ->
          whole(text, SQLX_ALONE.matcher(text).find() ? Sending.ONE_STRING : Sending.TRANSACTION);
      case FLYWAY, DIESEL -> whole(text, settled.orElse(Sending.TRANSACTION));
      case GOLANG_MIGRATE, PRISMA, DB_MIGRATE, POSTGRATOR ->
          whole(text, settled.orElse(Sending.ONE_STRING));
      case PLAIN -> whole(text, settled.orElse(Sending.ALONE));
    };
  }

  /// The parts that its runner executes on the way back, the last first.
  static List<Section> back(String text, Runner runner, ChangesetChoice choice) {
    List<Section> sections =
        switch (runner) {
          case LIQUIBASE -> changesets(text, choice);
          case DBMATE -> dbmate(text, "down");
          case GOOSE -> goose(text, "down");
          case NODE_PG_MIGRATE -> marked(text, NODE, Sending.TRANSACTION, "down");
          case FLYWAY, GOLANG_MIGRATE, DIESEL, PRISMA, SQLX, DB_MIGRATE, POSTGRATOR, PLAIN ->
              List.of();
        };
    return sections.reversed();
  }

  private static List<Section> whole(String text, Sending sending) {
    return List.of(Section.of(0, text.length(), sending));
  }

  private static List<Section> changesets(String text, ChangesetChoice choice) {
    List<Section> sections = new ArrayList<>();
    for (ChangesetHead head : ChangesetHead.in(text)) {
      if (head.forPostgres() && choice.runs(head)) {
        Part part = new Part(name(head), true);
        sections.add(Section.of(head.body(), head.end(), sending(head)).in(part));
      }
    }
    return sections;
  }

  private static String name(ChangesetHead head) {
    return head.author() + ":" + head.id();
  }

  /// The same for a text of which a part was released before: of its changesets those that stood in
  /// it as they do now are history, and the others are released together.
  static List<Section> since(String before, String text, List<Section> sections) {
    Map<String, String> old = changesets(before);
    Map<String, String> now = changesets(text);
    return sections.stream()
        .map(
            section -> {
              String name = section.part().name();
              boolean known = now.containsKey(name) && now.get(name).equals(old.get(name));
              return section.in(known ? new Part(name, false) : Part.WHOLE);
            })
        .toList();
  }

  private static Map<String, String> changesets(String text) {
    Map<String, String> bodies = new HashMap<>();
    for (ChangesetHead head : ChangesetHead.in(text)) {
      bodies.merge(name(head), text.substring(head.body(), head.end()).strip(), String::concat);
    }
    return bodies;
  }

  /// How many changesets for PostgreSQL are not chosen.
  static long notChosen(String text, ChangesetChoice choice) {
    return ChangesetHead.in(text).stream()
        .filter(head -> head.forPostgres() && !choice.runs(head))
        .count();
  }

  /// What is wrong with a text that holds SQL and no changeset: Liquibase refuses it, or runs what
  /// is not read here.
  static Optional<Trouble> outsideOfChangesets(String text) {
    if (!ChangesetHead.in(text).isEmpty()) {
      return Optional.empty();
    }
    return Grammar.scan(text).stream()
        .filter(token -> token.kind() != Token.Kind.COMMENT)
        .findFirst()
        .map(
            first ->
                new Trouble(
                    ReadingRule.NOT_JUDGED, first.range(), "no changeset was found in the file"));
  }

  private static Sending sending(ChangesetHead head) {
    if (!isFalse(head, "runInTransaction")) {
      return Sending.TRANSACTION;
    }
    return isFalse(head, "splitStatements") ? Sending.ONE_STRING : Sending.ALONE;
  }

  private static boolean isFalse(ChangesetHead head, String attribute) {
    return head.attribute(attribute).filter(value -> value.equalsIgnoreCase("false")).isPresent();
  }

  private static List<Section> dbmate(String text, String way) {
    List<Section> sections = new ArrayList<>();
    Matcher matcher = DBMATE.matcher(text);
    boolean more = matcher.find();
    while (more) {
      boolean wanted = matcher.group(1).equalsIgnoreCase(way);
      boolean alone = matcher.group(2).replace(" ", "").contains("transaction:false");
      int start = matcher.end();
      more = matcher.find();
      if (wanted) {
        sections.add(
            Section.of(
                start,
                more ? matcher.start() : text.length(),
                alone ? Sending.ONE_STRING : Sending.TRANSACTION));
      }
    }
    return sections;
  }

  private static List<Section> goose(String text, String way) {
    if (!GOOSE_ALONE.matcher(text).find()) {
      return marked(text, GOOSE, Sending.TRANSACTION, way);
    }
    List<Section> sections = new ArrayList<>();
    for (Section up : marked(text, GOOSE, Sending.ALONE, way)) {
      Matcher block = GOOSE_BLOCK.matcher(text).region(up.range().start(), up.range().end());
      int done = up.range().start();
      while (block.find()) {
        sections.add(Section.of(done, block.start(), Sending.ALONE));
        sections.add(Section.of(block.start(), block.end(), Sending.ONE_STRING));
        done = block.end();
      }
      sections.add(Section.of(done, up.range().end(), Sending.ALONE));
    }
    return sections;
  }

  /// Without marks, everything.
  private static List<Section> orWhole(
      List<Section> marked, Pattern mark, String text, Sending sending) {
    return marked.isEmpty() && !mark.matcher(text).find() ? whole(text, sending) : marked;
  }

  /// What stands behind the marks of one way.
  private static List<Section> marked(String text, Pattern mark, Sending sending, String way) {
    List<Section> sections = new ArrayList<>();
    Matcher matcher = mark.matcher(text);
    boolean more = matcher.find();
    while (more) {
      boolean wanted = matcher.group(1).equalsIgnoreCase(way);
      int start = matcher.end();
      more = matcher.find();
      if (wanted) {
        sections.add(Section.of(start, more ? matcher.start() : text.length(), sending));
      }
    }
    return sections;
  }
}
