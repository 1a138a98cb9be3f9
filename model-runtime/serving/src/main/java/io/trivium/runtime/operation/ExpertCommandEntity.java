package io.trivium.runtime.operation;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One command to experts of a version; never changed itself. */
@Entity
@Table(name = "expert_command")
@SuppressWarnings("UnusedVariable") // queries name them, and people read them
class ExpertCommandEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String modelName;
    private String version;

    @Enumerated(EnumType.STRING)
    private ExpertCommand command;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> experts;

    private Instant changedAt;
    private String changedBy;
    private String reason;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected ExpertCommandEntity() {}

    ExpertCommandEntity(
            String modelName,
            String version,
            ExpertCommand command,
            List<String> experts,
            Instant changedAt,
            String changedBy,
            String reason) {
        this.modelName = modelName;
        this.version = version;
        this.command = command;
        this.experts = List.copyOf(experts);
        this.changedAt = changedAt;
        this.changedBy = changedBy;
        this.reason = reason;
    }

    ExpertCommand command() {
        return command;
    }

    List<String> experts() {
        return experts;
    }
}
