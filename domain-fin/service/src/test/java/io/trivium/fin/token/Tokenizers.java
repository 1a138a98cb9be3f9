package io.trivium.fin.token;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokenizers to test with. */
public final class Tokenizers {

    /** 32 bytes that no installation uses. */
    public static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private Tokenizers() {}

    public static Tokenizer tokenizer() {
        return of(KEY, "k1", null);
    }

    static Tokenizer of(@Nullable String key, String keyId, @Nullable Path file) {
        return new Tokenizer(new TokenConfig() {
            @Override
            public Optional<Path> keyFile() {
                return Optional.ofNullable(file);
            }

            @Override
            public Optional<String> key() {
                return Optional.ofNullable(key);
            }

            @Override
            public String keyId() {
                return keyId;
            }
        });
    }
}
