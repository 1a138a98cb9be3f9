/** Faults of the payments flow: load, oracle of features, ledger, and the verdict. */
@NullMarked
package io.trivium.deploy.faults.fin;

import org.jspecify.annotations.NullMarked;
