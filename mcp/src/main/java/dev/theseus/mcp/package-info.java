/// The commands as tools of the Model Context Protocol, on standard input and output or on loopback
/// HTTP.
///
/// Entry: [ToolServer]. Commands are known only as arguments and JSON documents ([CommandRunner]).
/// What changes a database is offered only when asked for at the start, and done only with a token
/// that a person got on a terminal ([Confirmations]).
@NullMarked
package dev.theseus.mcp;

import org.jspecify.annotations.NullMarked;
