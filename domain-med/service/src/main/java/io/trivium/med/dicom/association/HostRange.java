package io.trivium.med.dicom.association;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Addresses that a peer may come from: an address, a block in CIDR form such as {@code 10.1.0.0/16}, or a host name, which
 * is looked up at each decision.
 *
 * @param text as configured
 */
public record HostRange(String text) {

    public HostRange {
        if (text.isBlank()
                || text.length() > 255
                || (text.contains("/") && block(text).isEmpty())) {
            throw new IllegalArgumentException(
                    "not an address, a block such as 10.1.0.0/16 or a host name: '" + text + "'");
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] network, int bits) {}

    /** Whether the address is in the range. A host name that cannot be resolved contains none. */
    public boolean contains(InetAddress address) {
        if (text.contains("/")) {
            return block(text)
                    .filter(block -> matches(block, address.getAddress()))
                    .isPresent();
        }
        try {
            return Arrays.asList(InetAddress.getAllByName(text)).contains(address);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean matches(Block block, byte[] address) {
        if (block.network().length != address.length) {
            return false;
        }
        for (int bit = 0; bit < block.bits(); bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((block.network()[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Block> block(String text) {
        int slash = text.indexOf('/');
        String network = text.substring(0, slash);
        String bits = text.substring(slash + 1);
        if (!network.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*") || !bits.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.getByName(network).getAddress();
            int count = Integer.parseInt(bits);
            return count > address.length * 8 ? Optional.empty() : Optional.of(new Block(address, count));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
