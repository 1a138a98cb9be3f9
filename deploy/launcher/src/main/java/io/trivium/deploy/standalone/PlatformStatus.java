package io.trivium.deploy.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State of the supervisor and its components, written by the supervisor at each change.
 *
 * @param readyAfterMs time from the supervisor's start until every essential component was ready for the first time
 */
public record PlatformStatus(
        long supervisorPid,
        Instant startedAt,
        int portBase,
        @Nullable Long readyAfterMs,
        List<ComponentStatus> components) {
    private static final ObjectMapper JSON = mapper();

    public static ObjectMapper mapper() {
        SimpleModule instants = new SimpleModule();
        instants.addSerializer(Instant.class, ToStringSerializer.instance);
        instants.addDeserializer(
                Instant.class, new com.fasterxml.jackson.databind.deser.std.StdDeserializer<>(Instant.class) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Instant deserialize(
                            com.fasterxml.jackson.core.JsonParser parser,
                            com.fasterxml.jackson.databind.DeserializationContext context)
                            throws IOException {
                        return Instant.parse(parser.getText());
                    }
                });
        return JsonMapper.builder().addModule(instants).build();
    }

    /** Every essential component is ready now. */
    public boolean ready() {
        return !components.isEmpty()
                && components.stream()
                        .filter(ComponentStatus::essential)
                        .allMatch(component -> component.state() == ComponentState.READY);
    }

    public Optional<ComponentStatus> component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst();
    }

    public Ports ports() {
        return new Ports(portBase);
    }

    public void write(DataDirectory data) throws IOException {
        DataDirectory.writeAtomically(data.statusFile(), JSON.writeValueAsString(this));
    }

    /** Last written state, whether its supervisor still lives or not. */
    public static Optional<PlatformStatus> read(DataDirectory data) {
        try {
            return Optional.of(JSON.readValue(Files.readString(data.statusFile()), PlatformStatus.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw LauncherException.failure("The state file " + data.statusFile()
                    + " is damaged; delete it and run ./trivium up again, no data is in it.");
        } catch (IOException e) {
            throw LauncherException.failure(
                    "The state file " + data.statusFile() + " cannot be read: " + e.getMessage());
        }
    }
}
