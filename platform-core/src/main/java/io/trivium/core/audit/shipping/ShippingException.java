package io.trivium.core.audit.shipping;

/** A destination does not have what was sent to it, or holds something else; the message says what to look at. */
final class ShippingException extends Exception {
    private static final long serialVersionUID = 1;

    ShippingException(String message) {
        super(message);
    }
}
