package io.trivium.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlStatement;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks every statement of a module against its migrated schema: PostgreSQL parses it and names the types of its
 * parameters and columns, each record fits the columns of its query, and an update returns no rows. Nothing is
 * executed.
 */
public final class SqlStatements {
    private SqlStatements() {}

    /**
     * Checks the statements in the constants of all main classes of the module of a class.
     *
     * @return statements checked
     */
    public static int check(TestDatabase database, Class<?> ofTheModule) throws SQLException {
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        try (Connection connection = database.connectAsApp()) {
            for (Field constant : constants(ofTheModule)) {
                String name = constant.getDeclaringClass().getSimpleName() + "." + constant.getName();
                checked++;
                SqlStatement statement = statement(constant);
                try (PreparedStatement prepared = connection.prepareStatement(statement.jdbc())) {
                    prepared.getParameterMetaData();
                    // The driver has no description of columns where there are none.
                    ResultSetMetaData columns = prepared.getMetaData();
                    if (statement instanceof SqlQuery<?> query && columns != null) query.check(columns);
                    else if (statement instanceof SqlQuery<?>) wrong.add(name + ": returns no rows");
                    else if (columns != null) wrong.add(name + ": returns rows");
                } catch (SQLException | IllegalStateException e) {
                    wrong.add(name + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), wrong);
        return checked;
    }

    private static SqlStatement statement(Field constant) {
        try {
            constant.setAccessible(true);
            return (SqlStatement) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The module's classes are a directory, or a jar where the module was packaged. */
    private static List<Field> constants(Class<?> ofTheModule) {
        try {
            Path classes = Path.of(ofTheModule
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(classes)) return constantsUnder(classes);
            try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                return constantsUnder(jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException("the classes of the module cannot be listed", e);
        }
    }

    private static List<Field> constantsUnder(Path root) throws IOException, ClassNotFoundException {
        List<Field> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        Thread.currentThread().getContextClassLoader());
                for (Field field : type.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())
                            && SqlStatement.class.isAssignableFrom(field.getType())) {
                        found.add(field);
                    }
                }
            }
        }
        return found;
    }
}
