package io.trivium.core.connection;

import java.net.InetAddress;
import java.util.Arrays;

/** IP addresses of one family that have the same first bits (CIDR, RFC 4632). Immutable. */
public final class AddressBlock {
    private final byte[] network;
    private final int bits;

    private AddressBlock(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Reads a block such as {@code 10.1.0.0/16} or {@code fd00::/8}.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) throw new IllegalArgumentException("'" + text + "' has no prefix length");
        byte[] network = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
        int bits = Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException(
                    "the prefix length of '" + text + "' must be 0 to " + network.length * 8);
        }
        return new AddressBlock(network, bits);
    }

    /** Whether the address is in the block; one of the other family is not. */
    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        int whole = bits / 8;
        int mask = 0xFF << (8 - bits % 8) & 0xFF;
        return octets.length == network.length
                && Arrays.equals(octets, 0, whole, network, 0, whole)
                && (bits % 8 == 0 || ((octets[whole] ^ network[whole]) & mask) == 0);
    }
}
