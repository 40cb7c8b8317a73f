package dev.theseus.bench;

import java.util.List;

/// A column of `items` that the new version has with another type.
enum SyncedChange {
  /// The new value is computed, and the computation may fail.
  CONVERT("price", "_theseus_price", "(NEW.price * 100)::bigint", "NEW._theseus_price / 100.0") {
    @Override
    String migration() {
      return """
      -- theseus:down items.price = price / 100.0
      ALTER TABLE items ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
      """;
    }
  },
  /// The new type holds every value of the old one.
  WIDEN("stock", "_theseus_stock", "NEW.stock", "NEW._theseus_stock") {
    @Override
    String migration() {
      return "ALTER TABLE items ALTER COLUMN stock TYPE bigint;";
    }
  };

  private final String column;
  private final String fresh;
  private final String up;
  private final String down;

  SyncedChange(String column, String fresh, String up, String down) {
    this.column = column;
    this.fresh = fresh;
    this.up = up;
    this.down = down;
  }

  String column() {
    return column;
  }

  /// The column that stands for it in the new version until contract.
  String fresh() {
    return fresh;
  }

  abstract String migration();

  /// What the triggers of tools for view-based migrations do: one for each direction, which copies
  /// the row into variables, tells the version of a client by its search_path, and notes that the
  /// row is filled.
  List<String> peer() {
    return List.of(
        "ALTER TABLE items ADD %s bigint".formatted(fresh),
        "ALTER TABLE items ADD needs_backfill boolean DEFAULT true",
        peer("up", "<>", fresh, up),
        peer("down", "=", column, down),
        peerTrigger("up"),
        peerTrigger("down"));
  }

  private String peer(String direction, String comparison, String target, String value) {
    return """
    CREATE FUNCTION items_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      id items.id%%TYPE := NEW.id;
      name items.name%%TYPE := NEW.name;
      price items.price%%TYPE := NEW.price;
      stock items.stock%%TYPE := NEW.stock;
      email items.email%%TYPE := NEW.email;
      created items.created%%TYPE := NEW.created;
      note items.note%%TYPE := NEW.note;
      %2$s items.%2$s%%TYPE := NEW.%2$s;
      path text;
    BEGIN
      SELECT current_setting INTO path FROM current_setting('search_path');
      IF path %3$s 'public_next' THEN
        NEW.%4$s = %5$s;
        NEW.needs_backfill = false;
      END IF;
      RETURN NEW;
    END $$
    """
        .formatted(direction, fresh, comparison, target, value);
  }

  private static String peerTrigger(String direction) {
    return """
    CREATE TRIGGER items_%1$s BEFORE INSERT OR UPDATE ON items
      FOR EACH ROW EXECUTE FUNCTION items_%1$s()
    """
        .formatted(direction);
  }
}
