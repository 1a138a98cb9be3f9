package io.trivium.runtime.manifest;

import io.trivium.runtime.pack.Hashes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Root over leaves that come one after the other, by RFC 6962 §2.1 with SHA-256: a first byte of 0 or 1 distinguishes
 * leaves from nodes. A leaf is hashed with a salt before its content, so that, once the salt is deleted, the leaf
 * reveals nothing about the content. Holds one hash a level. Not thread-safe.
 */
public final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** Roots of complete subtrees, the largest first; one for each bit that is set in {@link #size}. */
    private final List<byte[]> subtrees = new ArrayList<>();

    private long size;

    /** The hash of one leaf. */
    public static byte[] leaf(byte[] salt, byte[] content) {
        MessageDigest digest = Hashes.sha256();
        digest.update(LEAF);
        digest.update(salt);
        return digest.digest(content);
    }

    public void add(byte[] leaf) {
        byte[] root = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) root = node(subtrees.removeLast(), root);
        subtrees.add(root);
        size++;
    }

    /** The root of all leaves so far; of none, the hash of nothing. */
    public byte[] root() {
        if (subtrees.isEmpty()) return Hashes.sha256().digest();
        byte[] root = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) root = node(subtrees.get(i), root);
        return root;
    }

    private static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = Hashes.sha256();
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }
}
