package io.trivium.runtime.registry;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A model: the name its versions share. */
@Entity
@Table(name = "model")
class ModelEntity {
    @Id
    private String name;

    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected ModelEntity() {}

    ModelEntity(String name, Instant createdAt) {
        this.name = name;
        this.createdAt = createdAt;
    }

    String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }
}
