package io.trivium.runtime.learning.curate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings for checks of labels and the choice of examples for reviewers. */
@ConfigMapping(prefix = "platform.runtime.learning.curation")
public interface CurationConfig {
    /** Whether labels of every data set are checked once it is frozen; otherwise only on request. */
    @WithDefault("true")
    boolean automatic();

    /** Most entries of a data set whose labels are checked, the latest. */
    @WithDefault("50000")
    @Min(100)
    @Max(500_000)
    int mostChecked();

    /**
     * Fewest entries of a data set and of each label whose check is meaningful; the label's number is a tenth of it.
     */
    @WithDefault("200")
    @Min(20)
    int fewestChecked();

    /** Most labels of one check that are put to reviewers, the least likely right ones. */
    @WithDefault("200")
    @Min(1)
    @Max(5_000)
    int mostSuspected();

    /** Most unlabelled examples that are weighed against each other, the latest. */
    @WithDefault("20000")
    @Min(100)
    @Max(100_000)
    int mostWeighed();

    /** The time that a list of examples to label is offered before a new one is made. */
    @WithDefault("5m")
    @DurationMin(seconds = 0)
    @DurationMax(days = 1)
    Duration shortlistAge();
}
