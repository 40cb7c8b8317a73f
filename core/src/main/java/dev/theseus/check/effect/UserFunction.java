package dev.theseus.check.effect;

/// A function, as far as it decides whether a default is the same for all rows.
///
/// @param isVolatile `provolatile = 'v'`
/// @param sqlBody the body of a function in SQL, which the server may put in place of the call;
///   empty for other languages
public record UserFunction(boolean isVolatile, String sqlBody) {}
