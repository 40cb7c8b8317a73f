package dev.theseus.check.source;

import dev.theseus.check.CheckedFile.Joining;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.source.Section.Sending;
import dev.theseus.check.source.StatementReading.Read;
import dev.theseus.grammar.Node;
import java.util.ArrayList;
import java.util.List;

/// Numbers the transactions of a file: those of the runner, those of strings with several
/// statements, and those between `BEGIN` and `COMMIT`.
final class Transactions {
  private int next;
  private int open = CheckedStatement.ALONE;

  /// Whether the file itself opened it.
  private boolean explicit;

  private Transactions() {}

  /// The number of each statement's transaction.
  static List<Integer> of(List<Section> sections, List<Read> statements) {
    Transactions transactions = new Transactions();
    List<Integer> numbers = new ArrayList<>();
    int current = -1;
    for (Read statement : statements) {
      Sending sending = sections.get(statement.section()).sending();
      if (statement.section() != current) {
        current = statement.section();
        transactions.enter(sending, count(statements, current));
      }
      numbers.add(transactions.number(statement.statement().tree(), sending));
    }
    return numbers;
  }

  static Joining joining(List<Section> sections, List<Read> statements) {
    if (sections.stream().anyMatch(section -> section.sending() == Sending.TRANSACTION)) {
      return Joining.RUNNER;
    }
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i).sending() == Sending.ONE_STRING && count(statements, i) > 1) {
        return Joining.ONE_STRING;
      }
    }
    return Joining.NOBODY;
  }

  private static long count(List<Read> statements, int section) {
    return statements.stream().filter(one -> one.section() == section).limit(2).count();
  }

  private void enter(Sending sending, long statements) {
    boolean joined =
        switch (sending) {
          case ALONE -> false;
          case TRANSACTION -> true;
          case ONE_STRING -> statements > 1;
        };
    if (joined) {
      open = next++;
    } else if (!explicit || sending == Sending.ONE_STRING) {
      open = CheckedStatement.ALONE;
    }
    // a transaction that the file itself opened goes on behind a mark of the runner
    explicit = explicit && !joined;
  }

  private int number(Node tree, Sending sending) {
    if (!tree.is("TransactionStmt")) {
      return open;
    }
    String kind = tree.text("kind").replace("TRANS_STMT_", "");
    if ((kind.equals("BEGIN") || kind.equals("START")) && open == CheckedStatement.ALONE) {
      open = next++;
      explicit = true;
    }
    int number = open;
    boolean ends = kind.equals("COMMIT") || kind.equals("ROLLBACK") || kind.equals("PREPARE");
    if (ends) {
      boolean joined = sending != Sending.ALONE || tree.flag("chain");
      open = joined ? next++ : CheckedStatement.ALONE;
      explicit = explicit && joined;
    }
    return number;
  }
}
