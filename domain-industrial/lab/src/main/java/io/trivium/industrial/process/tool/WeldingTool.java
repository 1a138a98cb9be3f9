package io.trivium.industrial.process.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Offline commands of process optimisation; needs no running platform. */
@Command(
        name = "welding-tool",
        description = "Trains policies that recommend welding settings, measures them and asks them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            RegretCommand.class,
            AdviseCommand.class,
            TuneCommand.class
        })
public final class WeldingTool {
    /** As results are printed: names with underscores, units in them. */
    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private WeldingTool() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Results go to standard output, everything else to standard error. */
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new WeldingTool());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Range.class, Range::parse);
        line.registerConverter(Objective.class, WeldingTool::objective);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            boolean expected = failure instanceof IOException || failure instanceof IllegalArgumentException;
            System.err.println("error: " + (expected ? failure.getMessage() : failure));
            if (!expected) failure.printStackTrace();
            return 1;
        });
        return line.execute(arguments);
    }

    private static Objective objective(String text) {
        try {
            return Objective.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is none of min-heat, max-penetration and max-speed");
        }
    }
}
