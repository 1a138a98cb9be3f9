package io.trivium.fin.decision;

import io.trivium.core.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The decisions seen lately by tenant and id, the oldest forgotten first; drops repetitions. Thread-safe. */
public final class DecisionRecords {

    private final Map<Key, AuthorizationDecided> recent;

    public record Key(TenantId tenant, String authorizationId) {}

    public DecisionRecords(int capacity) {
        this.recent = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, AuthorizationDecided> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Keeps the decision. @return false when one for this id is kept already */
    public synchronized boolean add(Key key, AuthorizationDecided decision) {
        return recent.putIfAbsent(key, decision) == null;
    }

    public synchronized @Nullable AuthorizationDecided get(Key key) {
        return recent.get(key);
    }

    /** Returns the decisions of one tenant, oldest first. */
    public synchronized List<AuthorizationDecided> of(TenantId tenant) {
        List<AuthorizationDecided> own = new ArrayList<>();
        recent.forEach((key, decision) -> {
            if (key.tenant().equals(tenant)) own.add(decision);
        });
        return own;
    }
}
