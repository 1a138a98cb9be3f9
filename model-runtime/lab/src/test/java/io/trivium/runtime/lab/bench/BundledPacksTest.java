package io.trivium.runtime.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.SharedFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an update that retrains the head alone costs with the platform's own mixtures of experts. */
class BundledPacksTest {
    private static final Path ROOT = Path.of("../..");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain-industrial/service/src/main/packs/industrial-rul-cmapss-fd003/2",
                "domain-industrial/service/src/main/packs/industrial-cycle-defect-welding-cell/1",
                "domain-med/service/src/main/packs/med-lung-nodule/1",
                "domain-med/service/src/main/packs/med-nodule-suspicion/2"
            })
    void aVersionWithAnotherHeadCostsOneSession(String bundled) throws Exception {
        ModelPack pack = ModelPack.open(ROOT.resolve(bundled));
        Path store = folder.resolve("store");
        ModelPack first = PackVariants.copy(pack, "1", 0, store.resolve("model").resolve("1"));
        ModelPack second =
                PackVariants.copy(pack, "2", 0.25f, store.resolve("model").resolve("2"));
        long named = SharedFiles.usage(store).bytes();
        SharedFiles.share(store, second);
        SharedFiles.Usage stored = SharedFiles.usage(store);
        assertEquals(named, stored.namedBytes());
        long head = size(second, ModelPack.PIECES + "head.onnx");
        assertEquals(
                named - first.manifest().bytes() + head + size(second, ModelPack.SPEC),
                stored.bytes(),
                "the second version has a head, its specification and its manifest of its own");
        try (LocalRuntime runtime = new LocalRuntime(1)) {
            runtime.service().load(first);
            ExpertCatalogue.LoadedPieces one = runtime.experts().pieces();
            runtime.service().load(second);
            ExpertCatalogue.LoadedPieces both = runtime.experts().pieces();
            System.out.printf(
                    "%s: stored %d of %d bytes, %d of %d sessions, loaded %d of %d bytes%n",
                    pack.manifest().name(),
                    stored.bytes(),
                    stored.namedBytes(),
                    both.sessions(),
                    2 * one.sessions(),
                    both.bytes(),
                    both.namedBytes());
            assertEquals(one.sessions() + 1, both.sessions());
            assertEquals(2 * one.bytes(), both.namedBytes(), "the shifted head is as large");
            assertEquals(one.bytes() + head, both.bytes());
        }
    }

    private static long size(ModelPack pack, String file) {
        return pack.manifest().file(file).orElseThrow().bytes();
    }
}
