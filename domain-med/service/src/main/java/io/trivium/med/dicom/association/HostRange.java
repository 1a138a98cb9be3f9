package io.trivium.med.dicom.association;

import io.trivium.core.connection.AddressBlock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses that a peer may come from: an address, a block in CIDR form such as {@code 10.1.0.0/16}, or a host name, which
 * is looked up at each decision.
 *
 * @param text as configured
 */
public record HostRange(String text) {

    public HostRange {
        if (text.isBlank() || text.length() > 255 || (text.contains("/") && !isBlock(text))) {
            throw new IllegalArgumentException(
                    "not an address, a block such as 10.1.0.0/16 or a host name: '" + text + "'");
        }
    }

    /** Whether the address is in the range. A host name that cannot be resolved contains none. */
    public boolean contains(InetAddress address) {
        if (text.contains("/")) {
            return AddressBlock.parse(text).contains(address);
        }
        try {
            return Arrays.asList(InetAddress.getAllByName(text)).contains(address);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isBlock(String text) {
        try {
            AddressBlock.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
