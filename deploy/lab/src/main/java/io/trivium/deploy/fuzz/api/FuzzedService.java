package io.trivium.deploy.fuzz.api;

import java.util.List;

/**
 * A service under test.
 *
 * @param shared whether its data is for all organisations
 */
record FuzzedService(String name, int port, boolean shared, Contract contract, List<Caller> callers) {
    FuzzedService {
        callers = List.copyOf(callers);
    }
}
