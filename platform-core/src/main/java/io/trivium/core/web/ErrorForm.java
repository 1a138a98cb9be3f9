package io.trivium.core.web;

/**
 * The form of errors at addresses of a protocol that has one of its own; other addresses answer with problem documents
 * (RFC 9457). A bean of this type also applies to requests that are refused before any resource sees them. Implementations are
 * thread-safe.
 */
public interface ErrorForm {
    /** Whether an address, as a path without its query, belongs to the protocol. */
    boolean covers(String path);

    /** Media type of {@link #body}. */
    String mediaType();

    /** The body of an error, in UTF-8. */
    byte[] body(String detail);
}
