package dev.theseus.plan;

import dev.theseus.sql.Identifier;
import java.util.List;

/// Columns of the old and the new version that stand for the same facts: in every row either the
/// new ones hold what `up` gives or the old ones what `down` gives, whichever version wrote last.
///
/// @param news the new columns with what `up` gives
/// @param olds the old columns with what `down` gives
/// @param key the columns by which the sync trigger records a row whose sides cannot agree; empty
///   where it records the whole row
public record Agreement(List<Assignment> news, List<Assignment> olds, List<Identifier> key) {
  public Agreement {
    news = List.copyOf(news);
    olds = List.copyOf(olds);
    key = List.copyOf(key);
    if (news.isEmpty() || olds.isEmpty()) {
      throw new IllegalArgumentException("an agreement has two sides");
    }
  }
}
