package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Run by the script while the services are built: prepares PostgreSQL and Keycloak for a first start. */
@Command(name = "prepare", hidden = true, description = "Unpack PostgreSQL, and unpack and build Keycloak.")
final class PrepareCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory data = DataDirectory.open(trivium.options.directory());
        Cache.ofUser(System.getenv()).prepare(Installation.current(), data);
        return ExitCode.OK.code();
    }
}
