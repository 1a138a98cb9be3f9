package io.trivium.med.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;

/** Earlier CT studies of a patient that are fetched when a new one is complete. */
@ConfigMapping(prefix = "platform.med.priors")
public interface PriorsConfig {

    /** Names of the peers that are queried, in this order, until one has a result. None: nothing is fetched. */
    Optional<List<String>> peers();

    /** How studies are retrieved. */
    @WithDefault("get")
    Retrieval retrieval();

    /** Most studies that are fetched for one. */
    @WithDefault("1")
    @Min(1)
    @Max(10)
    int most();

    /** Maximum age of earlier studies. */
    @WithDefault("1825")
    @Min(1)
    int days();

    /** Ways of the Query/Retrieve service. */
    enum Retrieval {
        /** C-GET: the peer sends in the association of the request. */
        GET,
        /** C-MOVE: the peer sends in associations of its own, and has to know this node. */
        MOVE
    }
}
