package dev.theseus.grammar.build;

import java.util.List;

/// What a function takes and gives.
///
/// @param parameters the types of the parameters
/// @param results the types of the results, none or one
record FunctionType(List<ValueType> parameters, List<ValueType> results) {

  FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }
}
