package dev.theseus.check.source;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedFile.Circumstances;
import dev.theseus.check.source.Listing.Listed;
import dev.theseus.check.source.Sources.ReadFile;
import dev.theseus.migration.FileOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Ways back: files of their own, or parts of the files they take back.
final class WaysBack {
  private static final Pattern ROLLBACK_LINE =
      Pattern.compile("(?im)^[ \\t]*--[ \\t]*rollback[ \\t]+(.*)$");
  private static final Pattern ROLLBACK_BLOCK =
      Pattern.compile("(?is)/\\*[ \\t]*liquibase[ \\t]+rollback\\b(.*?)\\*/");
  private static final Pattern NO_SQL =
      Pattern.compile("(?i)(empty|not required)\\s*|(changeset|changesetId|author|id)\\b.*");
  private static final Pattern KEPT =
      Pattern.compile("(?im)^[ \\t]*--[ \\t]*(?:liquibase[ \\t]+formatted|changeset)\\b.*$");

  private WaysBack() {}

  /// The files in the order in which they run: ways back behind all others, last first, so that
  /// each finds what its way forward has left. Ways back that are not judged are left out.
  static List<ReadFile> behind(List<Listed> listed, List<FileReading.Result> results) {
    List<ReadFile> all = new ArrayList<>();
    List<ReadFile> back = new ArrayList<>();
    Map<Place, String> releases = new HashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      Listed one = listed.get(i);
      ReadFile file = results.get(i).file();
      if (!one.down()) {
        all.add(file);
        releases.put(Place.of(one), file.file().circumstances().release());
        back.addAll(results.get(i).back());
      }
    }
    for (int i = 0; i < listed.size(); i++) {
      if (listed.get(i).down()) {
        ReadFile file = results.get(i).file();
        back.add(released(file, releases.get(Place.of(listed.get(i)))));
      }
    }
    back.removeIf(file -> !file.file().circumstances().judged());
    all.addAll(back.reversed());
    return all;
  }

  /// A version in a folder, which a way forward and its way back share.
  private record Place(Path folder, FileOrder order, String name) {
    static Place of(Listed one) {
      Path folder = one.path().toAbsolutePath().normalize().getParent();
      Path last = one.path().getFileName();
      boolean numbered = one.order().hasVersion();
      String name = numbered ? "" : String.valueOf(last).replaceAll("(?i)[._-](up|down)\\.", ".");
      return new Place(Objects.requireNonNullElse(folder, Path.of("")), one.order(), name);
    }
  }

  /// A way back belongs to the release that it takes back.
  private static ReadFile released(ReadFile read, @Nullable String release) {
    if (release == null) {
      return read;
    }
    CheckedFile file = read.file();
    Circumstances was = file.circumstances();
    Circumstances now =
        new Circumstances(was.runner(), was.joining(), release, was.judged(), was.down());
    return new ReadFile(
        new CheckedFile(file.name(), file.text(), file.statements(), now, file.unread()),
        read.ignores());
  }

  /// Whether files of the runner hold their way back themselves.
  static boolean inside(Runner runner) {
    return switch (runner) {
      case LIQUIBASE, DBMATE, GOOSE, NODE_PG_MIGRATE -> true;
      case FLYWAY, GOLANG_MIGRATE, DIESEL, PRISMA, SQLX, DB_MIGRATE, POSTGRATOR, PLAIN -> false;
    };
  }

  /// The same text in which rollback comments are SQL and everything else, apart from the heads of
  /// changesets, is blank.
  static String ofLiquibase(String text) {
    char[] blank = text.replaceAll("[^\\r\\n]", " ").toCharArray();
    keep(text, KEPT.matcher(text), 0, blank);
    keep(text, ROLLBACK_LINE.matcher(text), 1, blank);
    keep(text, ROLLBACK_BLOCK.matcher(text), 1, blank);
    return new String(blank);
  }

  private static void keep(String text, Matcher matcher, int group, char[] kept) {
    while (matcher.find()) {
      if (!NO_SQL.matcher(matcher.group(group).strip()).matches()) {
        text.getChars(matcher.start(group), matcher.end(group), kept, matcher.start(group));
      }
    }
  }
}
