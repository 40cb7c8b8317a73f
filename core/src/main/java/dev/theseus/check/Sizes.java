package dev.theseus.check;

import dev.theseus.sql.QualifiedName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How large tables are where the migration will run: from a live database or a statistics file.
///
/// @param tables only those that are known; a partitioned table has what its partitions have
public record Sizes(Map<QualifiedName, Size> tables) {
  /// Below it a scan or rewrite takes well under a second.
  public static final long SMALL_BYTES = 10L << 20;

  public Sizes {
    tables = Map.copyOf(tables);
  }

  public static Sizes unknown() {
    return new Sizes(Map.of());
  }

  public Optional<Size> of(QualifiedName table) {
    return Optional.ofNullable(tables.get(table));
  }

  /// Whether the table is known to be so small that reading or writing it does not matter.
  public boolean small(QualifiedName table) {
    return of(table).filter(size -> size.bytes() < SMALL_BYTES).isPresent();
  }

  /// @param rows the number of rows, -1 if it is not known
  /// @param bytes the size of the table without indexes
  /// @param indexBytes the size of its indexes, 0 if it is not known
  public record Size(long rows, long bytes, long indexBytes) {
    public Size {
      if (rows < -1 || bytes < 0 || indexBytes < 0) {
        throw new IllegalArgumentException("a size is 0 or more");
      }
    }

    /// The indexes are not known.
    public Size(long rows, long bytes) {
      this(rows, bytes, 0);
    }

    /// The table with its indexes.
    public long totalBytes() {
      return bytes + indexBytes;
    }

    @Override
    public String toString() {
      String size =
          bytes >= 1L << 30
              ? String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30))
              : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1L << 20));
      return rows < 0 ? size : String.format(Locale.ROOT, "about %,d rows, %s", rows, size);
    }
  }
}
