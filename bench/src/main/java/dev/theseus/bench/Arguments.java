package dev.theseus.bench;

import java.util.List;

/// Arguments of the form `name=value`.
record Arguments(List<String> given) {
  Arguments {
    given = List.copyOf(given);
  }

  static Arguments of(String... given) {
    return new Arguments(List.of(given));
  }

  String text(String name, String preset) {
    for (String one : given) {
      if (one.startsWith(name + "=")) {
        return one.substring(name.length() + 1);
      }
    }
    return preset;
  }

  double number(String name, double preset) {
    String text = text(name, "");
    return text.isEmpty() ? preset : Double.parseDouble(text);
  }

  int whole(String name, int preset) {
    String text = text(name, "");
    return text.isEmpty() ? preset : Integer.parseInt(text);
  }
}
