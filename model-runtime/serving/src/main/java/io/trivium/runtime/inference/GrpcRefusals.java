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
import java.util.Optional;

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
        return refusal(failure).map(GrpcDetails::checked).orElseGet(() -> super.transformToStatusException(failure));
    }

    private static Optional<GrpcDetails> refusal(Throwable failure) {
        return switch (failure) {
            case UnauthorizedException _ ->
                refusal(Status.UNAUTHENTICATED, "The request carries no access token.", "unauthenticated");
            case AuthenticationFailedException _ ->
                refusal(Status.UNAUTHENTICATED, "The access token is not accepted by this service.", "unauthenticated");
            case ForbiddenException _ ->
                refusal(Status.PERMISSION_DENIED, "The caller's roles do not allow this.", "forbidden");
            default -> Optional.empty();
        };
    }

    private static Optional<GrpcDetails> refusal(Status status, String description, String code) {
        return Optional.of(GrpcDetails.of(status.withDescription(description), code));
    }

    private static final class Handler<Q, A> extends AuthExceptionHandler<Q, A> {
        Handler(ServerCall.Listener<Q> listener, ServerCall<Q, A> call, Metadata metadata) {
            super(listener, call, metadata);
        }

        @Override
        protected void handleException(Throwable failure, ServerCall<Q, A> call, Metadata metadata) {
            Optional<GrpcDetails> refusal = refusal(failure);
            if (refusal.isEmpty()) super.handleException(failure, call, metadata);
            else
                call.close(refusal.orElseThrow().status(), refusal.orElseThrow().trailers(new Metadata()));
        }
    }
}
