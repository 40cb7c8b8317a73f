/// What a guide knows about changes: for each kind of change a topic, a file of data with its
/// questions, the wrong and the right way.
///
/// Entry: [Topics]. A [Topic] and [Answers] give a [Draft]. Nothing here opens a connection or
/// prints.
@NullMarked
package dev.theseus.cli.guide;

import org.jspecify.annotations.NullMarked;
