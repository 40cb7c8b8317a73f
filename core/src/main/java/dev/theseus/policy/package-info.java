/// What a caller decides about how a migration is carried out. Entry types: [LockBudget] and
/// [ContractOptions].
@NullMarked
package dev.theseus.policy;

import org.jspecify.annotations.NullMarked;
