package io.trivium.med.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes encoded data elements, right or wrong, in explicit VR little endian. */
final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes raw(int... octets) {
        for (int octet : octets) out.write(octet);
        return this;
    }

    Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Bytes tag(int tag) {
        return raw(tag >>> 16, tag >>> 24, tag, tag >>> 8);
    }

    Bytes number(long value) {
        return raw((int) value, (int) (value >> 8), (int) (value >> 16), (int) (value >> 24));
    }

    /** An element with a short length, whatever its value is. */
    Bytes element(int tag, String vr, byte[] value) {
        return tag(tag).raw(vr.getBytes(StandardCharsets.ISO_8859_1))
                .raw(value.length, value.length >> 8)
                .raw(value);
    }

    Bytes element(int tag, String vr, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] even = new byte[bytes.length + (bytes.length & 1)];
        System.arraycopy(bytes, 0, even, 0, bytes.length);
        return element(tag, vr, even);
    }

    /** The head of an element with a long length. */
    Bytes head(int tag, String vr, long length) {
        return tag(tag).raw(vr.getBytes(StandardCharsets.ISO_8859_1)).raw(0, 0).number(length);
    }

    byte[] toArray() {
        return out.toByteArray();
    }
}
