package io.trivium.runtime.inference;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.grpc.auth.AuthExceptionHandler;
import io.quarkus.grpc.auth.AuthExceptionHandlerProvider;
import io.quarkus.grpc.auth.DefaultAuthExceptionHandlerProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import org.jspecify.annotations.Nullable;

/**
 * Answers a call without a token with UNAUTHENTICATED; Quarkus by default answers PERMISSION_DENIED, as if another
 * token could not help.
 */
@ApplicationScoped
@Alternative // Quarkus requires exactly one, in one of the two places where it looks for one
@Priority(1)
public class GrpcRefusals extends DefaultAuthExceptionHandlerProvider {
    @Override
    public int getPriority() {
        return AuthExceptionHandlerProvider.DEFAULT_PRIORITY + 1;
    }

    @Override
    public <Q, A> AuthExceptionHandler<Q, A> createHandler(
            ServerCall.Listener<Q> listener, ServerCall<Q, A> call, Metadata metadata) {
        return new Handler<>(listener, call, metadata);
    }

    @Override
    public StatusException transformToStatusException(Throwable failure) {
        Status status = status(failure);
        return status == null ? super.transformToStatusException(failure) : new StatusException(status);
    }

    /** The status of a refusal in the words of the REST API; null for other failures. */
    private static @Nullable Status status(Throwable failure) {
        return switch (failure) {
            case UnauthorizedException _ ->
                Status.UNAUTHENTICATED.withDescription("The request carries no access token.");
            case AuthenticationFailedException _ ->
                Status.UNAUTHENTICATED.withDescription("The access token is not accepted by this service.");
            case ForbiddenException _ ->
                Status.PERMISSION_DENIED.withDescription("The caller's roles do not allow this.");
            default -> null;
        };
    }

    private static final class Handler<Q, A> extends AuthExceptionHandler<Q, A> {
        Handler(ServerCall.Listener<Q> listener, ServerCall<Q, A> call, Metadata metadata) {
            super(listener, call, metadata);
        }

        @Override
        protected void handleException(Throwable failure, ServerCall<Q, A> call, Metadata metadata) {
            Status status = status(failure);
            if (status == null) super.handleException(failure, call, metadata);
            else call.close(status, new Metadata());
        }
    }
}
