package dev.theseus.cli;

import java.util.ArrayList;
import java.util.List;

/// A table of text: columns as wide as their widest cell, numbers to the right.
///
/// @param headings one per column
/// @param rows each with as many cells as there are headings
record Table(List<String> headings, List<List<String>> rows) {
  Table {
    headings = List.copyOf(headings);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != headings.size()) {
        throw new IllegalArgumentException("a row has " + row.size() + " cells: " + row);
      }
    }
  }

  /// The lines of the table, without a final line break.
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(line(headings.stream().map(Style.BOLD::of).toList()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines);
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = oneLine(cells.get(column));
      String padding = " ".repeat(width(column) - Style.width(cell));
      line.append(column == 0 ? "" : "  ");
      line.append(isNumeric(column) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int widest = Style.width(headings.get(column));
    for (List<String> row : rows) {
      widest = Math.max(widest, Style.width(oneLine(row.get(column))));
    }
    return widest;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row -> row.get(column).matches("-?[0-9][0-9,.]*( ?\\S{1,4})?|-|"));
  }

  private static String oneLine(String cell) {
    return cell.replace('\n', ' ').replace('\t', ' ');
  }
}
