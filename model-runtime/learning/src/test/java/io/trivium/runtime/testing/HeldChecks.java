package io.trivium.runtime.testing;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Delays the checks of a caller of some name until a test lets them continue. */
@ApplicationScoped
public class HeldChecks implements SecurityIdentityAugmentor {
    private static final Map<String, Hold> HELD = new ConcurrentHashMap<>();

    /** The checks of one caller. */
    public static final class Hold implements AutoCloseable {
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        /** Waits until a call of that caller is being checked. */
        public void awaitReached() throws Exception {
            reached.get(10, TimeUnit.SECONDS);
        }

        public void release() {
            released.complete(null);
        }

        @Override
        public void close() {
            HELD.values().remove(this);
            release();
        }
    }

    /** Holds the checks of a caller until the hold is released or closed. */
    public static Hold hold(String user) {
        Hold hold = new Hold();
        HELD.put(user, hold);
        return hold;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        Hold hold = HELD.get(identity.getPrincipal().getName());
        if (hold == null) return Uni.createFrom().item(identity);
        hold.reached.complete(null);
        // The request continues in its own context, as after a check of a real service, and not in the test's thread.
        Context request = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(hold.released)
                .emitOn(command -> request.runOnContext(now -> command.run()))
                .replaceWith(identity);
    }
}
