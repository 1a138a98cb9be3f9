package io.trivium.runtime.learning.store;

import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes (HMAC-SHA-256) in the place of subjects and of the examples of erased subjects, with a random key for
 * each tenant. They reveal nothing outside the database; with its table of keys, subjects can be guessed. Thread-safe.
 */
@ApplicationScoped
public class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private static final SqlUpdate ADD = SqlUpdate.of(
            "insert into learning_key (tenant_id, secret) values (:tenant, :secret) on conflict do nothing");

    private static final SqlQuery<byte[]> FIND =
            SqlQuery.of(byte[].class, "select secret from learning_key where tenant_id = :tenant");

    private final TenantTransactions transactions;
    private final SecureRandom random = new SecureRandom();
    private final Map<TenantId, byte[]> keys = new ConcurrentHashMap<>();

    Pseudonyms(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The pseudonym of a subject: 32 bytes. */
    public byte[] ofSubject(TenantId tenant, String subject) {
        return hash(tenant, "subject\n" + subject);
    }

    /** The pseudonym of an example of a task: 32 bytes. */
    public byte[] ofExample(TenantId tenant, TaskName task, String exampleId) {
        return hash(tenant, "example\n" + task + "\n" + exampleId);
    }

    private byte[] hash(TenantId tenant, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(tenant), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private byte[] key(TenantId tenant) {
        byte[] known = keys.get(tenant);
        if (known != null) return known;
        byte[] read = stored(tenant);
        keys.put(tenant, read);
        return read;
    }

    /** In a transaction of its own, so that a key is stored before anything is hashed with it. */
    private byte[] stored(TenantId tenant) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        return transactions.withConnection(tenant, connection -> {
            ADD.on(connection).set("tenant", tenant).set("secret", fresh).run();
            return FIND.on(connection).set("tenant", tenant).one();
        });
    }
}
