package dev.theseus.cli;

import dev.theseus.check.Finding;
import dev.theseus.check.report.RuleCard;
import dev.theseus.cli.guide.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a guide shows, as the JSON document `theseus.guide/1`.
///
/// @param against what it was planned against: `database`, `files` or `stand-in`
/// @param started whether the right way was carried out on a scratch PostgreSQL
/// @param rolledBack whether it was taken back there
/// @param file where the migration was written, or would be
/// @param written whether it was written
/// @param next commands that make sense now, in order
record GuideView(
    String topic,
    String title,
    Wrong wrong,
    Right right,
    String against,
    boolean started,
    boolean rolledBack,
    String file,
    boolean written,
    List<String> next) {
  static final String SCHEMA = "theseus.guide/1";

  /// @param findings what `check` says of it
  record Wrong(String sql, String why, List<Item> findings) {}

  record Item(String rule, String severity, String message, String why, String docs) {}

  record Right(String sql, PlanView plan) {}

  static GuideView of(
      Draft draft, GuideTrial.Tried tried, GuideFile file, boolean written, boolean named) {
    return new GuideView(
        draft.topic().name(),
        draft.topic().title(),
        new Wrong(
            draft.wrong(),
            draft.topic().why(),
            tried.findings().stream().map(GuideView::item).toList()),
        new Right(draft.right(), PlanView.of(tried.checked())),
        tried.against().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        tried.carriedOut().started(),
        tried.carriedOut().started() && tried.carriedOut().keptBy().isEmpty(),
        file.shown().toString(),
        written,
        next(file.shown().toString(), named ? "" : " --url postgresql://…"));
  }

  private static List<String> next(String file, @Nullable String url) {
    List<String> next = new ArrayList<>();
    next.add("theseus plan " + quoted(file) + url);
    next.add("theseus start " + quoted(file) + url);
    return next;
  }

  private static String quoted(String file) {
    return file.matches("[A-Za-z0-9_./-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
  }

  private static Item item(Finding finding) {
    return new Item(
        finding.rule().text(),
        finding.severity().name().toLowerCase(Locale.ROOT),
        finding.message(),
        finding.why(),
        RuleCard.page(finding.rule()));
  }
}
