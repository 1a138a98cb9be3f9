package io.trivium.deploy.drill;

import java.io.IOException;

/** Lists the dead letters of services. */
@FunctionalInterface
public interface DeadLetters {
    /** Open dead letters of the platform itself in a service, newest first, in words. */
    String of(String service) throws IOException, InterruptedException;
}
