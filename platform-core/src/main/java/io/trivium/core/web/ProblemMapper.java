package io.trivium.core.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlFailure;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The one place where failures become HTTP: every error of every endpoint leaves as a problem document. */
class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    /**
     * PostgreSQL's codes for values that it cannot store: a zero character in text or JSON, numbers and times out of
     * range.
     */
    private static final Set<String> UNFIT_VALUES = Set.of("22021", "22P05", "22003", "22008");

    @ServerExceptionMapper
    Response platform(PlatformException e) {
        if (e.code().category() == ErrorCategory.INTERNAL) return internal(e, e.code());
        if (e.code().category() == ErrorCategory.UPSTREAM) {
            LOG.warnf(e.getCause(), "%s: %s", e.code().code(), e.getMessage());
        }
        return new Problem(e.code(), e.detail()).with(e.details()).response();
    }

    /** Handles a record that refuses its content where no JSON reader wraps the exception. */
    @ServerExceptionMapper
    Response malformed(MismatchedInputException e) {
        return JsonProblems.of(e).response();
    }

    /** Handles a body whose first bytes are zero, as in UTF-16 and UTF-32. */
    @ServerExceptionMapper
    Response undecodable(CharConversionException e) {
        return new Problem(CoreErrorCode.MALFORMED_JSON, "The body is not JSON in UTF-8.").response();
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e, RoutingContext routing) {
        if (isBodyMissing(e, routing)) {
            return new Problem(CoreErrorCode.MISSING_BODY, "The request has no body.").response();
        }
        List<Map<String, Object>> violations = new ArrayList<>();
        for (ConstraintViolation<?> violation : e.getConstraintViolations()) {
            if (isReturnValue(violation.getPropertyPath())) return internal(e, CoreErrorCode.INTERNAL);
            violations.add(Map.of("field", field(violation.getPropertyPath()), "message", violation.getMessage()));
        }
        violations.sort(Comparator.comparing((Map<String, Object> v) -> String.valueOf(v.get("field")))
                .thenComparing(v -> String.valueOf(v.get("message"))));
        String detail = violations.size() == 1
                ? "%s %s."
                        .formatted(
                                violations.getFirst().get("field"),
                                violations.getFirst().get("message"))
                : violations.size() + " fields or parameters are not acceptable.";
        return new Problem(CoreErrorCode.CONSTRAINT_VIOLATION, detail)
                .with(Map.of("violations", violations))
                .response();
    }

    /** The types that can be answered, where a resource has named them; those that JAX-RS throws have its own text. */
    private static String notAcceptable(WebApplicationException e) {
        String message = e.getMessage();
        return message == null || message.startsWith("HTTP 406")
                ? "None of the accepted media types can be answered."
                : message;
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException json)
                return JsonProblems.of(json).response();
            if (cause instanceof PlatformException rule) return platform(rule);
        }
        Response answer = e.getResponse();
        int status = answer.getStatus();
        if (status < 400 || answer.hasEntity()) return answer;
        Problem problem = switch (status) {
            case 401 -> new Problem(HttpErrorCode.UNAUTHENTICATED, "The request is not authenticated.");
            case 403 -> new Problem(CoreErrorCode.FORBIDDEN, "The caller may not do this.");
            case 404 -> new Problem(CoreErrorCode.NOT_FOUND, "Nothing is at this address.");
            case 405 -> new Problem(HttpErrorCode.METHOD_NOT_ALLOWED, "This address does not know the HTTP method.");
            case 406 -> new Problem(HttpErrorCode.NOT_ACCEPTABLE, notAcceptable(e));
            case 409 -> new Problem(CoreErrorCode.CONFLICT, "The request contradicts the present state.");
            case 413 -> new Problem(HttpErrorCode.PAYLOAD_TOO_LARGE, "The body is too large.");
            case 415 -> new Problem(HttpErrorCode.UNSUPPORTED_MEDIA_TYPE, "This kind of body is not read here.");
            case 502, 504 -> new Problem(CoreErrorCode.UPSTREAM, "A system behind this service failed.");
            case 429, 503 -> new Problem(CoreErrorCode.OVERLOADED, "The service is at its limit.");
            default -> {
                if (status >= 500) yield internalProblem(e, CoreErrorCode.INTERNAL);
                yield new Problem(CoreErrorCode.INVALID_REQUEST, "The request is not acceptable.");
            }
        };
        Response response = problem.response();
        for (String name : List.of(HttpHeaders.ALLOW, HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.RETRY_AFTER)) {
            List<Object> values = answer.getHeaders().get(name);
            if (values != null && !values.isEmpty()) response.getHeaders().put(name, values);
        }
        return response;
    }

    @ServerExceptionMapper
    Uni<Response> unauthorized(UnauthorizedException e, RoutingContext routing) {
        return challenge(routing, "The request carries no access token.");
    }

    @ServerExceptionMapper
    Uni<Response> unauthenticated(AuthenticationFailedException e, RoutingContext routing) {
        LOG.debugf("authentication refused: %s", e.getMessage());
        return challenge(routing, "The access token is not accepted by this service.");
    }

    @ServerExceptionMapper
    Response incomplete(AuthenticationCompletionException e) {
        LOG.debugf("login not completed: %s", e.getMessage());
        return new Problem(HttpErrorCode.UNAUTHENTICATED, "The login could not be completed; start it again.")
                .response();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return new Problem(CoreErrorCode.FORBIDDEN, "The caller's roles do not allow this.").response();
    }

    @ServerExceptionMapper
    Response database(SqlFailure e) {
        String state = e.sqlState();
        if (UNFIT_VALUES.contains(state)) return unfit(state);
        boolean unreachable = state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
        if (unreachable) {
            LOG.warnf("database not available: SQLSTATE %s", state);
            return new Problem(CoreErrorCode.UPSTREAM, "The database is not available.").response();
        }
        return internal(e, CoreErrorCode.INTERNAL);
    }

    @ServerExceptionMapper
    Response unknown(Throwable e) {
        if (isCallerGone(e)) {
            LOG.debug("the caller closed the connection while its request was read");
            return Response.status(Response.Status.BAD_REQUEST).build();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && UNFIT_VALUES.contains(String.valueOf(sql.getSQLState()))) {
                return unfit(sql.getSQLState());
            }
        }
        return internal(e, CoreErrorCode.INTERNAL);
    }

    private static boolean isCallerGone(@Nullable Throwable e) {
        return e instanceof HttpClosedException
                || e instanceof ClosedChannelException
                || (e instanceof IOException && isCallerGone(e.getCause()));
    }

    private static Response unfit(String sqlState) {
        LOG.warnf("a value of a request cannot be kept: SQLSTATE %s", sqlState);
        return new Problem(
                        CoreErrorCode.INVALID_REQUEST,
                        "A value is one that cannot be kept: text with a zero character, or a number or time out of range.")
                .response();
    }

    private static Response internal(Throwable e, ErrorCode code) {
        return internalProblem(e, code).response();
    }

    private static Problem internalProblem(Throwable e, ErrorCode code) {
        String errorId = UUID.randomUUID().toString();
        LOG.errorf(e, "request failed, errorId=%s", errorId);
        return new Problem(code, "The service failed while it handled the request.").with(Map.of("errorId", errorId));
    }

    private static Uni<Response> challenge(RoutingContext routing, String detail) {
        Response plain = new Problem(HttpErrorCode.UNAUTHENTICATED, detail).response();
        HttpAuthenticator authenticator = routing.get(HttpAuthenticator.class.getName());
        if (authenticator == null) return Uni.createFrom().item(plain);
        return authenticator
                .getChallenge(routing)
                .map(challenge -> challenge == null ? plain : challenged(challenge, plain))
                .onFailure()
                .recoverWithItem(plain);
    }

    /** An API answers 401, never a redirect: Quarkus would send a browser's background request 302 or 499. */
    private static Response challenged(ChallengeData challenge, Response plain) {
        if (challenge.status == 302) return redirected(challenge);
        challenge.getHeaders().forEach((name, value) -> plain.getHeaders().add(name.toString(), value));
        return plain;
    }

    private static Response redirected(ChallengeData challenge) {
        Response.ResponseBuilder redirect = Response.status(302);
        challenge.getHeaders().forEach((name, value) -> redirect.header(name.toString(), value));
        return redirect.build();
    }

    private static boolean isBodyMissing(ConstraintViolationException e, RoutingContext routing) {
        String length = routing.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean takesBody = List.of("POST", "PUT", "PATCH")
                .contains(routing.request().method().name());
        boolean empty =
                (length == null || length.equals("0")) && routing.request().getHeader("Transfer-Encoding") == null;
        return takesBody
                && empty
                && e.getConstraintViolations().stream()
                        .allMatch(v ->
                                v.getInvalidValue() == null && lastKind(v.getPropertyPath()) == ElementKind.PARAMETER);
    }

    private static ElementKind lastKind(Path path) {
        ElementKind kind = ElementKind.METHOD;
        for (Path.Node node : path) kind = node.getKind();
        return kind;
    }

    private static boolean isReturnValue(Path path) {
        for (Path.Node node : path) {
            if (node.getKind() == ElementKind.RETURN_VALUE) return true;
        }
        return false;
    }

    /**
     * Returns the name that the caller knows: without the Java method and without the parameter that represents the
     * body.
     */
    private static String field(Path path) {
        List<Path.Node> nodes = new ArrayList<>();
        path.forEach(nodes::add);
        nodes.removeIf(node -> node.getKind() == ElementKind.METHOD || node.getKind() == ElementKind.CROSS_PARAMETER);
        if (nodes.size() > 1 && nodes.getFirst().getKind() == ElementKind.PARAMETER) nodes.removeFirst();
        StringBuilder name = new StringBuilder();
        for (Path.Node node : nodes) {
            if (node.isInIterable() && node.getIndex() != null)
                name.append('[').append(node.getIndex()).append(']');
            else if (node.isInIterable() && node.getKey() != null)
                name.append('[').append(node.getKey()).append(']');
            if (node.getName() != null && node.getKind() != ElementKind.CONTAINER_ELEMENT) {
                name.append(name.isEmpty() ? "" : ".").append(node.getName());
            }
        }
        return name.isEmpty() ? "body" : name.toString();
    }
}
