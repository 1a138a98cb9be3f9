package io.trivium.runtime.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.trivium.runtime.pack.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    private static byte[] leaf(int i) {
        return MerkleTree.leaf(new byte[] {(byte) i}, ("leaf " + i).getBytes(StandardCharsets.UTF_8));
    }

    /** As RFC 6962 §2.1 defines it: split at the largest power of two below the size. */
    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) return leaves.getFirst();
        int split = Integer.highestOneBit(leaves.size() - 1);
        MessageDigest digest = Hashes.sha256();
        digest.update((byte) 1);
        digest.update(root(leaves.subList(0, split)));
        return digest.digest(root(leaves.subList(split, leaves.size())));
    }

    @Test
    void hasTheRootOfTheDefinitionAtEverySize() {
        MerkleTree tree = new MerkleTree();
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            leaves.add(leaf(i));
            tree.add(leaves.getLast());
            assertArrayEquals(root(leaves), tree.root(), "size " + leaves.size());
        }
    }

    @Test
    void hasTheHashOfNothingWhenItIsEmpty() {
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                HexFormat.of().formatHex(new MerkleTree().root()));
    }

    @Test
    void aLeafWithoutASaltIsTheOneOfTheRfc() {
        // Test vector of the reference log (certificate-transparency-go): the leaf of the empty string.
        assertEquals(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                HexFormat.of().formatHex(MerkleTree.leaf(new byte[0], new byte[0])));
    }

    @Test
    void everyLeafAndItsPlaceCount() {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 9; i++) leaves.add(leaf(i));
        byte[] root = root(leaves);
        for (int i = 0; i < 8; i++) {
            List<byte[]> swapped = new ArrayList<>(leaves);
            swapped.set(i, leaves.get(i + 1));
            swapped.set(i + 1, leaves.get(i));
            assertFalse(Arrays.equals(root, root(swapped)));
        }
    }
}
