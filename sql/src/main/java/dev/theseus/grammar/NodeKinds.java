package dev.theseus.grammar;

import java.util.Map;

/// Kinds of the nodes that the tree's JSON does not name because their field can hold nothing else.
final class NodeKinds {

  private static final Map<String, String> BY_FIELD =
      Map.ofEntries(
          Map.entry("alias", "Alias"),
          Map.entry("argType", "TypeName"),
          Map.entry("authrole", "RoleSpec"),
          Map.entry("bound", "PartitionBoundSpec"),
          Map.entry("boolval", "Boolean"),
          Map.entry("bsval", "BitString"),
          Map.entry("collClause", "CollateClause"),
          Map.entry("constrrel", "RangeVar"),
          Map.entry("fromsql", "ObjectWithArgs"),
          Map.entry("func", "ObjectWithArgs"),
          Map.entry("funccall", "FuncCall"),
          Map.entry("fval", "Float"),
          Map.entry("grantor", "RoleSpec"),
          Map.entry("identitySequence", "RangeVar"),
          Map.entry("infer", "InferClause"),
          Map.entry("into", "IntoClause"),
          Map.entry("intoClause", "IntoClause"),
          Map.entry("ival", "Integer"),
          Map.entry("join_using_alias", "Alias"),
          Map.entry("larg", "SelectStmt"),
          Map.entry("newowner", "RoleSpec"),
          Map.entry("newrole", "RoleSpec"),
          Map.entry("ofTypename", "TypeName"),
          Map.entry("onConflictClause", "OnConflictClause"),
          Map.entry("opername", "ObjectWithArgs"),
          Map.entry("over", "WindowDef"),
          Map.entry("owner", "RoleSpec"),
          Map.entry("partbound", "PartitionBoundSpec"),
          Map.entry("partspec", "PartitionSpec"),
          Map.entry("pktable", "RangeVar"),
          Map.entry("pubtable", "PublicationTable"),
          Map.entry("rarg", "SelectStmt"),
          Map.entry("rel", "RangeVar"),
          Map.entry("relation", "RangeVar"),
          Map.entry("returnType", "TypeName"),
          Map.entry("returningClause", "ReturningClause"),
          Map.entry("role", "RoleSpec"),
          Map.entry("sequence", "RangeVar"),
          Map.entry("setstmt", "VariableSetStmt"),
          Map.entry("sourcetype", "TypeName"),
          Map.entry("storedtype", "TypeName"),
          Map.entry("sval", "String"),
          Map.entry("table", "RangeVar"),
          Map.entry("targettype", "TypeName"),
          Map.entry("tosql", "ObjectWithArgs"),
          Map.entry("typeName", "TypeName"),
          Map.entry("type_name", "TypeName"),
          Map.entry("typevar", "RangeVar"),
          Map.entry("user", "RoleSpec"),
          Map.entry("view", "RangeVar"),
          Map.entry("withClause", "WithClause"));

  private NodeKinds() {}

  static String ofField(String field) {
    return BY_FIELD.getOrDefault(field, "");
  }
}
