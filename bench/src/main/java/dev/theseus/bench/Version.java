package dev.theseus.bench;

/// What an application's version calls things.
enum Version {
  OLD("", "price", "price + 0.01", "12.34"),
  NEW("\"public_v2_cents\", \"public\"", "price_cents", "price_cents + 1", "1234");

  /// The release's name, which the schema of the new version is called after.
  static final String RELEASE = "v2_cents";

  static final String MIGRATION =
      """
      -- theseus:up   items.price_cents = (price * 100)::bigint
      -- theseus:down items.price       = price_cents / 100.0
      ALTER TABLE items RENAME COLUMN price TO price_cents;
      ALTER TABLE items ALTER COLUMN price_cents TYPE bigint USING (price_cents * 100)::bigint;
      """;

  private final String searchPath;
  private final String price;
  private final String more;
  private final String some;

  Version(String searchPath, String price, String more, String some) {
    this.searchPath = searchPath;
    this.price = price;
    this.more = more;
    this.some = some;
  }

  /// Empty for the default.
  String searchPath() {
    return searchPath;
  }

  String read() {
    return "SELECT name, %s FROM items WHERE id = ?".formatted(price);
  }

  String update() {
    return "UPDATE items SET %s = %s WHERE id = ?".formatted(price, more);
  }

  String insert() {
    return "INSERT INTO items (id, name, %s, email) VALUES (?, 'new', %s, 'new@example.com')"
        .formatted(price, some);
  }
}
