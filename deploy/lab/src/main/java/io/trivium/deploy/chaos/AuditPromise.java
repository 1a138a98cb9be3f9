package io.trivium.deploy.chaos;

import io.trivium.deploy.faults.Promise;

/** The guarantees of every service about its audit log. */
enum AuditPromise implements Promise {
    /** Each link of each chain and each signed checkpoint verifies. */
    INTACT("audit-chains-broken");

    private final String measure;

    AuditPromise(String measure) {
        this.measure = measure;
    }

    @Override
    public String measure() {
        return measure;
    }
}
