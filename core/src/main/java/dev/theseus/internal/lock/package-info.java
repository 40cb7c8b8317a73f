/// Who may act, and how a step gets a strong lock without making the application wait. Entry types:
/// [Ownership] and [LockLadder].
///
/// **Locks**: an advisory lock for the length of the session; the declared locks of a step, each
/// under `lock_timeout`.
@NullMarked
package dev.theseus.internal.lock;

import org.jspecify.annotations.NullMarked;
