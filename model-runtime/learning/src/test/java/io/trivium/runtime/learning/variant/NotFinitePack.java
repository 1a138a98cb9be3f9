package io.trivium.runtime.learning.variant;

import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.testing.TestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A copy of a pack of which some weight of the first layer is no number. */
final class NotFinitePack {
    private static final String LAYER = "pieces/layer-0.onnx";

    private NotFinitePack() {}

    /** @param base where the layer differs from the base's it has weights */
    static ModelPack of(ModelPack pack, ModelPack base, Path directory, String version) throws IOException {
        PackManifest manifest = pack.manifest();
        for (PackManifest.PackFile file : manifest.files()) {
            Path target = directory.resolve(file.path());
            Path parent = target.getParent();
            if (parent != null) Files.createDirectories(parent);
            Files.copy(pack.directory().resolve(file.path()), target);
        }
        Files.copy(pack.directory().resolve(ModelPack.MANIFEST), directory.resolve(ModelPack.MANIFEST));
        byte[] layer = Files.readAllBytes(directory.resolve(LAYER));
        int at = Arrays.mismatch(layer, Files.readAllBytes(base.directory().resolve(LAYER)));
        Arrays.fill(layer, at, at + 8, (byte) 0xff);
        Files.write(directory.resolve(LAYER), layer);
        String sha256 = HexFormat.of().formatHex(Hashes.sha256().digest(layer));
        List<PackManifest.PackFile> files = manifest.files().stream()
                .map(file -> file.path().equals(LAYER) ? new PackManifest.PackFile(LAYER, sha256, layer.length) : file)
                .toList();
        PackWriter.replaceManifest(
                directory,
                new PackManifest(
                        manifest.format(),
                        manifest.name(),
                        new VersionNumber(version),
                        manifest.created(),
                        manifest.task(),
                        files,
                        manifest.provenance(),
                        ""));
        return TestKey.signer().sign(directory);
    }
}
