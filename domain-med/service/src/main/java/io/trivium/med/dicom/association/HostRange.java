package io.trivium.med.dicom.association;

import io.trivium.core.connection.AddressBlock;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that a peer may come from: an address, a block in CIDR form such as {@code 10.1.0.0/16}, or a host name, whose
 * addresses are looked up in the background. Ranges of the same text are equal. Thread-safe.
 */
public final class HostRange {
    private final String text;
    private final Predicate<InetAddress> addresses;

    /**
     * Reads a range; the lookup of a host name begins.
     *
     * @param text as configured
     * @throws IllegalArgumentException when it is none of the three
     */
    public HostRange(String text) {
        if (text.isBlank() || text.length() > 255) throw invalid(text, null);
        this.text = text;
        this.addresses = addresses(text);
    }

    private static Predicate<InetAddress> addresses(String text) {
        if (text.contains("/")) {
            try {
                return AddressBlock.parse(text)::contains;
            } catch (IllegalArgumentException e) {
                throw invalid(text, e);
            }
        }
        try {
            return InetAddress.ofLiteral(text)::equals;
        } catch (IllegalArgumentException e) {
            return new HostAddresses(text, InetAddress::getAllByName)::contains;
        }
    }

    private static IllegalArgumentException invalid(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "not an address, a block such as 10.1.0.0/16 or a host name: '" + text + "'", cause);
    }

    /** The range as configured. */
    public String text() {
        return text;
    }

    /** Whether the address is in the range. A host name that cannot be resolved contains none. */
    public boolean contains(InetAddress address) {
        return addresses.test(address);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostRange range && text.equals(range.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
