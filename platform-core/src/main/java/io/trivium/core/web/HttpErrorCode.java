package io.trivium.core.web;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** Failures that exist only because the platform speaks HTTP; their status is their own, not their category's. */
enum HttpErrorCode implements ErrorCode {
    UNAUTHENTICATED(
            401,
            "unauthenticated",
            "The request carries no access token, or one that is expired, unsigned, not from the platform's issuer or"
                    + " not meant for this service.",
            "Get a fresh access token with this service as its audience; a console sends the browser to"
                    + " /console/login."),
    METHOD_NOT_ALLOWED(
            405,
            "method-not-allowed",
            "The address exists, but not for this HTTP method.",
            "Use one of the methods that the OpenAPI document lists for this address."),
    NOT_ACCEPTABLE(
            406,
            "not-acceptable",
            "The service cannot answer in any of the media types asked for.",
            "Accept a media type that the detail names, or application/json."),
    PAYLOAD_TOO_LARGE(
            413,
            "payload-too-large",
            "The body is larger than the service reads.",
            "Send less in one request; limit says how many bytes are read."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "unsupported-media-type",
            "The endpoint does not read this kind of body.",
            "Send the body as application/json."),
    TOO_MANY_REQUESTS(
            429,
            "too-many-requests",
            "The caller, or all callers of its organisation together, sent more requests than the service lets through.",
            "Send the same request again after the number of seconds in Retry-After, and fewer in a second.");

    private final int status;
    private final String code;
    private final String meaning;
    private final String remedy;

    HttpErrorCode(int status, String code, String meaning, String remedy) {
        this.status = status;
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    int status() {
        return status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return this == TOO_MANY_REQUESTS ? ErrorCategory.OVERLOADED : ErrorCategory.INVALID;
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
