package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `ADD COLUMN`.
final class AddColumnEffects {
  private final Command command;
  private final Site site;
  private final Node column;
  private final String name;
  private final List<Action> actions = new ArrayList<>();

  private AddColumnEffects(Command command) {
    this.command = command;
    this.site = command.site();
    this.column = command.definition();
    this.name = column.text("colname");
  }

  static List<Action> of(Command command) {
    AddColumnEffects effects = new AddColumnEffects(command);
    if (command.node().flag("missing_ok")
        && effects.site.column(command.table(), effects.name).isPresent()) {
      return List.of(command.action(Act.HARMLESS, effects.name, command.alone(ACCESS_EXCLUSIVE)));
    }
    effects.column();
    effects.constraints();
    return List.copyOf(effects.actions);
  }

  private void column() {
    PgType type = site.type(column.child("typeName"));
    Optional<Node> value = value();
    Optional<Node> generated = constraint("CONSTR_GENERATED");
    if (PgTypes.serial(type).isPresent()) {
      rewriting(Act.ADD_COLUMN_SERIAL);
    } else if (constraint("CONSTR_IDENTITY").isPresent()) {
      rewriting(Act.ADD_COLUMN_IDENTITY);
    } else if (generated.isPresent()) {
      generated(generated.get());
    } else if (isVolatile(value, type)) {
      rewriting(Act.ADD_COLUMN_VOLATILE_DEFAULT);
    } else if (site.constrainedDomain(type)) {
      rewriting(Act.ADD_COLUMN_CONSTRAINED_DOMAIN);
    } else if (value.isEmpty() && required() && !domainDefault(type)) {
      add(
          Act.ADD_COLUMN_REQUIRED,
          site.scanned(command.table(), Role.TARGET, ACCESS_EXCLUSIVE),
          List.of());
    } else {
      plain(type);
    }
  }

  /// Its own default; `DEFAULT NULL` is none.
  private Optional<Node> value() {
    return constraint("CONSTR_DEFAULT")
        .flatMap(node -> node.find("raw_expr"))
        .filter(node -> !isNull(node));
  }

  private static boolean isNull(Node value) {
    return value.is("TypeCast") ? isNull(value.child("arg")) : value.flag("isnull");
  }

  /// A domain's default counts where the column has none of its own, not even null.
  private boolean isVolatile(Optional<Node> value, PgType type) {
    if (constraint("CONSTR_DEFAULT").isPresent()) {
      return value.filter(node -> Expressions.isVolatile(node, site.catalog())).isPresent();
    }
    return site.userType(type)
        .map(UserType::defaultValue)
        .filter(text -> Expressions.isVolatile(text, site.catalog()))
        .isPresent();
  }

  private void plain(PgType type) {
    boolean unsure =
        !site.catalog().known() && type.schema().isEmpty() && !type.isArray() && isUnknown(type);
    List<String> notes =
        unsure
            ? List.of("If " + type + " is a domain with constraints, every row is written anew.")
            : List.of();
    add(Act.ADD_COLUMN, command.all(ACCESS_EXCLUSIVE), notes);
  }

  /// Whether the name could be that of a domain.
  private boolean isUnknown(PgType type) {
    return column.child("typeName").strings("names").size() == 1
        && !KnownTypes.isBuiltIn(type.name().name());
  }

  private boolean domainDefault(PgType type) {
    return constraint("CONSTR_DEFAULT").isEmpty()
        && site.userType(type).filter(UserType::defaulted).isPresent();
  }

  private boolean required() {
    return constraint("CONSTR_NOTNULL").isPresent() || constraint("CONSTR_PRIMARY").isPresent();
  }

  private void generated(Node constraint) {
    boolean stored = !constraint.text("generated_kind").equals("v");
    if (stored) {
      rewriting(Act.ADD_COLUMN_STORED);
      return;
    }
    add(Act.ADD_COLUMN_VIRTUAL, command.all(ACCESS_EXCLUSIVE), List.of());
    if (required()) {
      // its values are computed to prove that none is null
      add(
          Act.SET_NOT_NULL,
          site.scanned(command.table(), Role.TARGET, ACCESS_EXCLUSIVE),
          List.of());
    }
  }

  private void rewriting(Act act) {
    boolean sure =
        site.catalog().known()
            || act != Act.ADD_COLUMN_VOLATILE_DEFAULT
            || KnownTypes.builtInVolatile(column);
    add(
        act,
        site.rewritten(command.table()),
        sure
            ? List.of()
            : List.of("It is the same for every row if the function is STABLE or IMMUTABLE."));
  }

  private void add(Act act, List<RelationUse> uses, List<String> notes) {
    Certainty certainty = notes.isEmpty() ? site.certainty(command.table()) : Certainty.LIKELY;
    actions.add(command.action(act, name, uses, certainty, notes));
  }

  private void constraints() {
    boolean filled = constraint("CONSTR_DEFAULT").isPresent() || actions.getFirst().rewrites();
    ConstraintEffects effects = new ConstraintEffects(command);
    List<Node> all = column.list("constraints");
    for (int i = 0; i < all.size(); i++) {
      Node constraint = all.get(i);
      boolean enforced = Enforcement.isEnforced(all, i);
      switch (constraint.text("contype")) {
        case "CONSTR_CHECK" -> actions.add(effects.check(constraint, enforced));
        case "CONSTR_UNIQUE", "CONSTR_PRIMARY" -> actions.add(effects.keyOfNewColumn(constraint));
        case "CONSTR_FOREIGN" ->
            actions.add(effects.foreignKeyOfNewColumn(constraint, filled && enforced));
        default -> {}
      }
    }
  }

  private Optional<Node> constraint(String type) {
    return column.list("constraints").stream()
        .filter(constraint -> constraint.text("contype").equals(type))
        .findFirst();
  }
}
