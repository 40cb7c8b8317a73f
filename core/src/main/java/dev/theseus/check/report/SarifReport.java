package dev.theseus.check.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.grammar.Position;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A log in the Static Analysis Results Interchange Format.

record SarifReport(
    @JsonProperty("$schema") String schema, String version, List<SarifReport.Run> runs) {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  record Run(Tool tool, String columnKind, List<Result> results) {}

  record Tool(Driver driver) {}

  record Driver(String name, List<RuleEntry> rules) {}

  record RuleEntry(
      String id, Text shortDescription, Text help, Configuration defaultConfiguration) {}

  record Configuration(String level) {}

  record Text(String text) {}

  record Result(
      String ruleId,
      int ruleIndex,
      String level,
      Text message,
      List<Location> locations,
      Map<String, String> partialFingerprints) {}

  record Location(PhysicalLocation physicalLocation) {}

  record PhysicalLocation(Artifact artifactLocation, Region region) {}

  record Artifact(String uri) {}

  record Region(int startLine, int startColumn, int endLine, int endColumn) {}

  static SarifReport of(CheckResult result) {
    Set<RuleId> used = new LinkedHashSet<>();
    result.findings().forEach(finding -> used.add(finding.rule()));
    List<RuleId> rules = new ArrayList<>(used);
    List<Result> results =
        result.findings().stream()
            .map(finding -> result(result, finding, rules.indexOf(finding.rule())))
            .toList();
    Driver driver = new Driver("Theseus", rules.stream().map(SarifReport::rule).toList());
    return new SarifReport(
        SCHEMA, "2.1.0", List.of(new Run(new Tool(driver), "unicodeCodePoints", results)));
  }

  private static RuleEntry rule(RuleId id) {
    Optional<RuleCard> card = RuleCard.of(id);
    return new RuleEntry(
        id.text(),
        new Text(card.map(RuleCard::title).orElse(id.text())),
        new Text("theseus check --explain " + id),
        new Configuration(level(card.map(RuleCard::severity).orElse(Severity.WARNING))));
  }

  private static Result result(CheckResult result, Finding finding, int rule) {
    Position end = result.end(finding);
    Region region =
        new Region(finding.start().line(), finding.start().column(), end.line(), end.column());
    return new Result(
        finding.rule().text(),
        rule,
        level(finding.severity()),
        new Text(finding.message() + "\n" + finding.why() + "\n" + finding.safeWay()),
        List.of(
            new Location(new PhysicalLocation(new Artifact(uri(result.place(finding))), region))),
        Map.of("theseus/v1", result.fingerprint(finding)));
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case DANGER -> "error";
      case WARNING -> "warning";
      case ADVICE -> "note";
    };
  }

  private static String uri(String file) {
    try {
      boolean absolute = file.startsWith("/");
      // what stands before a colon would be a scheme
      String path = !absolute && file.contains(":") ? "./" + file : file;
      return new URI(absolute ? "file" : null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      return file;
    }
  }
}
