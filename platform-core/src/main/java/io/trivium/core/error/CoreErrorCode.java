package io.trivium.core.error;

/** The failures that any Trivium service can answer. */
public enum CoreErrorCode implements ErrorCode {
    MALFORMED_JSON(
            "malformed-json",
            ErrorCategory.INVALID,
            "The body is not JSON: it breaks the grammar, repeats a key, or has content after its end.",
            "Send one well-formed JSON document; line and column say where reading stopped."),
    UNKNOWN_FIELD(
            "unknown-field",
            ErrorCategory.INVALID,
            "The body has a field that this endpoint does not know.",
            "Remove or rename the field named in field; fields are never ignored silently."),
    MISSING_BODY(
            "missing-body",
            ErrorCategory.INVALID,
            "The endpoint needs a body and got none.",
            "Send a JSON body with Content-Type application/json."),
    INVALID_VALUE(
            "invalid-value",
            ErrorCategory.INVALID,
            "A value has the wrong type or is outside what its field allows.",
            "Correct the value named in field."),
    CONSTRAINT_VIOLATION(
            "constraint-violation",
            ErrorCategory.INVALID,
            "One or more fields or parameters break their rule.",
            "Correct every entry of violations; each names the field and the rule."),
    INVALID_REQUEST(
            "invalid-request",
            ErrorCategory.INVALID,
            "The request line, a header or a parameter is not acceptable.",
            "Compare the request with the OpenAPI document of the service."),
    FORBIDDEN(
            "forbidden",
            ErrorCategory.FORBIDDEN,
            "The caller's roles do not allow this.",
            "Ask an administrator for the role that the endpoint needs."),
    TENANT_MISSING(
            "tenant-missing",
            ErrorCategory.FORBIDDEN,
            "The access token names no tenant, or not in the form of a tenant id.",
            "Give the user or client the attribute tenant_id in the identity provider."),
    TENANT_UNKNOWN(
            "tenant-unknown",
            ErrorCategory.FORBIDDEN,
            "The tenant is not one that this installation serves.",
            "Add the tenant to platform.tenancy.tenants, or use a token of a tenant that is there."),
    TENANT_MISMATCH(
            "tenant-mismatch",
            ErrorCategory.FORBIDDEN,
            "The request names a tenant other than the token's.",
            "Leave the tenant out, or use a token of the tenant named."),
    CSRF_HEADER_MISSING(
            "csrf-header-missing",
            ErrorCategory.FORBIDDEN,
            "A changing request came with a console session but without the header X-Trivium-Request: 1.",
            "Send the header from the console's own pages; other sites cannot."),
    AUTHENTICATION_TOO_OLD(
            "authentication-too-old",
            ErrorCategory.FORBIDDEN,
            "The operation needs a recent login, and the caller's last one is older than maxAge seconds.",
            "Log in again and repeat the request; a console opens /console/login?fresh=true, a client gets a new token."),
    NOT_FOUND(
            "not-found",
            ErrorCategory.NOT_FOUND,
            "Nothing is at this address, or not for the caller's tenant.",
            "Check the address, the identifier and the tenant of the caller."),
    CONFLICT(
            "conflict",
            ErrorCategory.CONFLICT,
            "The object was changed by someone else, or is in a state that does not allow this.",
            "Read the object again, then decide again."),
    OVERLOADED(
            "overloaded",
            ErrorCategory.OVERLOADED,
            "The service is at its limit and refused the request without starting it.",
            "Send the same request again after the number of seconds in Retry-After."),
    UPSTREAM(
            "upstream",
            ErrorCategory.UPSTREAM,
            "A system this service depends on failed or did not answer in time.",
            "Send the same request again later; it is safe when the endpoint is idempotent."),
    INTERNAL(
            "internal",
            ErrorCategory.INTERNAL,
            "The service failed while it handled the request; nothing of it is shown here on purpose.",
            "Report the errorId; it finds the one log entry of this failure.");

    private final String code;
    private final ErrorCategory category;
    private final String meaning;
    private final String remedy;

    CoreErrorCode(String code, ErrorCategory category, String meaning, String remedy) {
        this.code = code;
        this.category = category;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
