package io.trivium.fin.feature;

import org.jspecify.annotations.Nullable;

/**
 * Histories of entities (cards or terminals), one {@link DayRecord} per entity and UTC day.
 *
 * <p>An entity is named by tenant and id together, see {@link #entity}. Not thread-safe: a store belongs to one task.
 */
public interface DayStore {

    byte @Nullable [] get(String entity, int epochDay);

    void put(String entity, int epochDay, byte[] dayRecord);

    void delete(String entity, int epochDay);

    /** Visits the existing days from {@code fromDay} to {@code toDay}, both included, oldest first. */
    void range(String entity, int fromDay, int toDay, DayVisitor visitor);

    /** Joins a tenant and one of its cards or terminals; neither may hold the separator. */
    static String entity(String tenant, String id) {
        return tenant + '|' + id;
    }

    /** Receives the days of a range; must not change the store. */
    @FunctionalInterface
    interface DayVisitor {
        void visit(int epochDay, byte[] dayRecord);
    }
}
