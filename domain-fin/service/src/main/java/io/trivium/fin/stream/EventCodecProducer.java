package io.trivium.fin.stream;

import io.quarkus.arc.DefaultBean;
import io.trivium.core.event.EventCodec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** One codec for all events of the service. */
@Singleton
class EventCodecProducer {

    @Produces
    @Singleton
    @DefaultBean
    EventCodec codec() {
        return new EventCodec();
    }
}
