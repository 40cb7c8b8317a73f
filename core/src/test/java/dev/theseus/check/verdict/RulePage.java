package dev.theseus.check.verdict;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedFile.Circumstances;
import dev.theseus.check.CheckedStatement;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One documentation page of a rule, with its SQL.
record RulePage(String rule, String text) {
  private static final Path FOLDER = Path.of("..", "docs", "reference", "rules");

  static List<RulePage> all() {
    Path folder = Files.isDirectory(FOLDER) ? FOLDER : Path.of("docs", "reference", "rules");
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> !file.endsWith("README.md"))
          .sorted()
          .map(file -> new RulePage(file.getFileName().toString().replace(".md", ""), read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Example example(String heading) {
    int section = text.indexOf("## " + heading);
    int start = text.indexOf("```sql\n", section) + 7;
    return new Example(text.substring(start, text.indexOf("```", start)));
  }

  @Override
  public String toString() {
    return rule;
  }

  /// @param sql the SQL with its `-- given:` and `-- on:` lines
  record Example(String sql) {

    List<Integer> majors() {
      return sql.lines()
          .filter(line -> line.startsWith("-- on: "))
          .map(line -> line.substring(7).split("-", -1))
          .findFirst()
          .map(
              ends ->
                  IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                      .boxed()
                      .toList())
          .orElse(List.of(14, 15, 16, 17, 18));
    }

    /// What was there before, and the example itself.
    List<CheckedFile> files() {
      StringBuilder given = new StringBuilder();
      sql.lines()
          .filter(line -> line.startsWith("-- given: "))
          .forEach(line -> given.append(line.substring(10)).append(";\n"));
      return List.of(file("before.sql", given.toString(), false), file("example.sql", sql, true));
    }

    private static CheckedFile file(String name, String text, boolean judged) {
      List<CheckedStatement> statements = new ArrayList<>();
      int transaction = -1;
      int next = 0;
      for (Statement statement : Grammar.parse(text).statements()) {
        Node tree = statement.tree();
        boolean begins = tree.is("TransactionStmt") && tree.text("kind").endsWith("BEGIN");
        boolean ends = tree.is("TransactionStmt") && tree.text("kind").endsWith("COMMIT");
        if (begins) {
          transaction = next++;
        }
        statements.add(new CheckedStatement(statement, statement.text(), 0, transaction));
        if (ends) {
          transaction = -1;
        }
      }
      return new CheckedFile(
          name,
          text,
          statements,
          new Circumstances("", CheckedFile.Joining.NOBODY, name, judged),
          List.of());
    }
  }
}
