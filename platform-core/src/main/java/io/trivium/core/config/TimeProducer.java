package io.trivium.core.config;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The clock that services are given, so that a test can give them another. */
@Singleton
class TimeProducer {

    @Produces
    @Singleton
    @DefaultBean
    InstantSource systemTime() {
        return InstantSource.system();
    }
}
