package io.trivium.runtime.learning.update;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** The directory of the files of one update while it runs; other users of the machine cannot read them. */
public record WorkDirectory(Path root) {
    public static WorkDirectory of(Path work, TenantId tenant, UUID update) {
        return new WorkDirectory(
                work.toAbsolutePath().normalize().resolve(tenant.value()).resolve(update.toString()));
    }

    public void create() throws IOException {
        Files.createDirectories(
                root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    public Path part(String name) {
        return root.resolve(name + ".safetensors");
    }

    /** The export is complete when this file exists. */
    public Path exported() {
        return root.resolve("exported.json");
    }

    public Path checkpoint() {
        return root.resolve("checkpoint.safetensors");
    }

    public Path adapter() {
        return root.resolve("adapter.safetensors");
    }

    public Path pack() {
        return root.resolve("pack");
    }

    /** Pack of the best simple model. */
    public Path rival() {
        return root.resolve("rival");
    }

    /** The report that the training process writes at its end. */
    public Path report() {
        return root.resolve("report.json");
    }

    /** The progress that it writes meanwhile. */
    public Path progress() {
        return root.resolve("progress.log");
    }

    /** Which process trains. */
    public Path process() {
        return root.resolve("process");
    }

    public void delete() throws IOException {
        PackWriter.deleteTree(root);
    }
}
