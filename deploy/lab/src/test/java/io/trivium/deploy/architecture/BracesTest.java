package io.trivium.deploy.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One brace style: {@code if (x) return;} has no braces where condition and statement fit on one line, in each branch;
 * everything else has them.
 */
class BracesTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final int WIDTH = 120;

    @Test
    void shortStatementsHaveNoBracesAndOthersHaveThem() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : BuildTree.modules(ROOT)) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertEquals("", String.join("\n", faults(sources)));
    }

    private static List<String> faults(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> faults = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, _ -> {}, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Statements(unit, unit.getSourceFile().getCharContent(true).toString(), positions, faults)
                        .scan(unit, null);
            }
        }
        return faults;
    }

    /** Finds the statements of one file whose braces are not in the style. */
    private static final class Statements extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final String source;
        private final SourcePositions positions;
        private final List<String> faults;
        private final Set<Tree> branches = new HashSet<>();

        Statements(CompilationUnitTree unit, String source, SourcePositions positions, List<String> faults) {
            this.unit = unit;
            this.source = source;
            this.positions = positions;
            this.faults = faults;
        }

        @Override
        public @Nullable Void visitForLoop(ForLoopTree loop, @Nullable Void unused) {
            check(loop, loop.getStatement());
            return super.visitForLoop(loop, null);
        }

        @Override
        public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree loop, @Nullable Void unused) {
            check(loop, loop.getStatement());
            return super.visitEnhancedForLoop(loop, null);
        }

        @Override
        public @Nullable Void visitWhileLoop(WhileLoopTree loop, @Nullable Void unused) {
            check(loop, loop.getStatement());
            return super.visitWhileLoop(loop, null);
        }

        @Override
        public @Nullable Void visitIf(IfTree statement, @Nullable Void unused) {
            if (!branches.contains(statement)) checkBranches(statement);
            return super.visitIf(statement, null);
        }

        private void checkBranches(IfTree first) {
            List<StatementTree> bodies = new ArrayList<>();
            boolean fit = true;
            String before = "";
            for (StatementTree at = first; at != null; ) {
                StatementTree body = at instanceof IfTree branch ? branch.getThenStatement() : at;
                fit &= fits(first, at == body ? "else" : before + text(start(at), start(body)), body);
                bodies.add(body);
                at = at instanceof IfTree branch ? branch.getElseStatement() : null;
                if (at != null) fit &= text(end(body), start(at)).equals("else");
                if (at instanceof IfTree) branches.add(at);
                before = "else ";
            }
            for (StatementTree body : bodies) require(fit, body);
        }

        private void check(StatementTree loop, StatementTree body) {
            if (!(body instanceof EmptyStatementTree)) require(fits(loop, text(start(loop), start(body)), body), body);
        }

        private void require(boolean fit, StatementTree body) {
            if (fit == body instanceof BlockTree) {
                faults.add(ROOT.relativize(Path.of(unit.getSourceFile().toUri())) + ":"
                        + unit.getLineMap().getLineNumber(start(body)) + (fit ? " needs no braces" : " needs braces"));
            }
        }

        /** Whether a body fits on the line that begins with its header. */
        private boolean fits(StatementTree statement, String header, StatementTree body) {
            StatementTree only = body;
            if (body instanceof BlockTree block) {
                if (block.getStatements().size() != 1) return false;
                only = block.getStatements().getFirst();
                boolean comments = !text(start(block) + 1, start(only)).isEmpty()
                        || !text(end(only), end(block) - 1).isEmpty();
                if (comments || isCompound(only)) return false;
            } else if (isCompound(only) && !isShortIf(only)) {
                return false;
            }
            String line = header + " " + text(start(only), end(only));
            int column = start(statement) - source.lastIndexOf('\n', start(statement)) - 1;
            return line.indexOf('\n') < 0 && column + line.length() <= WIDTH;
        }

        private static boolean isCompound(StatementTree statement) {
            return switch (statement.getKind()) {
                case EXPRESSION_STATEMENT, RETURN, THROW, BREAK, CONTINUE, YIELD -> false;
                default -> true;
            };
        }

        private static boolean isShortIf(StatementTree statement) {
            return statement instanceof IfTree inner
                    && inner.getElseStatement() == null
                    && !(inner.getThenStatement() instanceof BlockTree);
        }

        private int start(Tree tree) {
            return (int) positions.getStartPosition(unit, tree);
        }

        private int end(Tree tree) {
            return (int) positions.getEndPosition(unit, tree);
        }

        private String text(int from, int to) {
            return source.substring(from, to).strip();
        }
    }
}
