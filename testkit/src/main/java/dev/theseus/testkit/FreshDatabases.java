package dev.theseus.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each parameter of type [TestDatabase] a database that lives as long as the test.
final class FreshDatabases implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(FreshDatabases.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == TestDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    TestDatabase database = TestServers.database();
    // the store closes what it holds when the test ends
    test.getStore(NAMESPACE).put(parameter.getIndex(), database);
    return database;
  }
}
