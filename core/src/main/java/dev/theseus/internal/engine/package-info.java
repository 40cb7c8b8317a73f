/// Carries out plans: the only part that executes steps. Entry type: [Engine].
///
/// **Locks**: those the steps declare, under the lock budget; one advisory lock while it works.
@NullMarked
package dev.theseus.internal.engine;

import org.jspecify.annotations.NullMarked;
