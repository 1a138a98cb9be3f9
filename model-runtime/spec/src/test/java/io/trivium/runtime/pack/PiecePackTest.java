package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.export.ExpertPacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PiecePackTest {
    private static final String EXPERT = "pieces/layer-1/expert-special-02.onnx";

    @TempDir
    private Path folder;

    private ModelPack pack() {
        return ExpertPacks.cards(folder.resolve("cards"), "cards", "1");
    }

    /** The pack with another list of files in its manifest. */
    private static List<String> faults(ModelPack pack, Consumer<List<PackManifest.PackFile>> change)
            throws IOException {
        List<PackManifest.PackFile> files = pack.manifest().files().stream().collect(Collectors.toList());
        change.accept(files);
        PackManifest old = pack.manifest();
        PackManifest other = new PackManifest(
                old.format(), old.name(), old.version(), old.created(), old.task(), files, old.provenance(), "");
        return assertThrows(InvalidPackException.class, () -> PackWriter.replaceManifest(pack.directory(), other))
                .faults();
    }

    @Test
    void holdsEveryPieceOfItsNetworkAndReadsThemOneByOne() {
        ModelPack pack = pack();
        assertTrue(pack.isOfPieces());
        assertEquals("trivium-pack/2", pack.manifest().format());
        assertEquals(pack.manifest().file(EXPERT).orElseThrow().bytes(), pack.read(EXPERT).length);
        assertThrows(IllegalStateException.class, pack::model);
    }

    @Test
    void isRefusedWithoutOneOfItsExperts() throws IOException {
        ModelPack pack = pack();
        Files.delete(pack.directory().resolve(EXPERT));
        assertEquals(
                List.of(EXPERT + " is missing; the network in spec.yaml needs it"),
                faults(pack, files -> files.removeIf(file -> file.path().equals(EXPERT))));
    }

    @Test
    void isRefusedWithAPieceTheNetworkDoesNotHave() throws IOException {
        ModelPack pack = pack();
        String extra = "pieces/layer-1/expert-special-09.onnx";
        Files.write(pack.directory().resolve(extra), new byte[] {1});
        assertEquals(
                List.of(extra + " is no piece of the network in spec.yaml"),
                faults(pack, files -> files.add(new PackManifest.PackFile(extra, Sha256.of(new byte[] {1}), 1))));
    }

    @Test
    void losesADamagedExpertAloneWhenItServes() throws IOException {
        ModelPack pack = pack();
        Path file = pack.directory().resolve(EXPERT);
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        assertTrue(assertThrows(InvalidPackException.class, () -> ModelPack.open(pack.directory()))
                .faults()
                .getFirst()
                .startsWith(EXPERT + " has SHA-256 "));
        ModelPack serving = ModelPack.openForServing(pack.directory());
        assertThrows(InvalidPackException.class, () -> serving.read(EXPERT));
        assertTrue(serving.read("pieces/layer-1/expert-special-01.onnx").length > 0);
    }

    @Test
    void isRefusedForServingWhenAPieceThatAllTokensPassIsDamaged() throws IOException {
        ModelPack pack = pack();
        Path file = pack.directory().resolve("pieces/layer-1.onnx");
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        assertThrows(InvalidPackException.class, () -> ModelPack.openForServing(pack.directory()));
    }
}
