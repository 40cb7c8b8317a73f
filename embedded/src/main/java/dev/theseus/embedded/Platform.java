package dev.theseus.embedded;

import java.util.Locale;

/// Names this machine the way the binary jars do, for example `linux-amd64`.
final class Platform {
  private Platform() {}

  static String current() {
    return name(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static String name(String operatingSystem, String architecture) {
    String system = operatingSystem.toLowerCase(Locale.ROOT);
    String chip = architecture.toLowerCase(Locale.ROOT);
    String family =
        system.contains("mac") || system.contains("darwin")
            ? "darwin"
            : system.contains("linux") ? "linux" : system.replace(' ', '-');
    return switch (chip) {
      case "x86_64", "amd64" -> family + "-amd64";
      case "aarch64", "arm64" -> family + "-arm64v8";
      default -> family + "-" + chip;
    };
  }
}
