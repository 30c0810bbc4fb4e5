package io.mandi.quality;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The problem codes that stand in Java sources: every argument for a parameter named {@code code} of a method or record
 * that the sources declare. An argument that is neither a literal nor a code handed on is an error, so that no code can
 * come to be unseen.
 */
final class ProblemCodes {
    private static final String PARAMETER = "code";

    /** A method of a class, by what a call of it shows. */
    private record Signature(String method, int arity) {}

    /** Where a method with a code is declared, and which of its parameters the code is. */
    private record Declaration(String type, int position) {}

    private final Map<Signature, Set<Declaration>> declarations = new HashMap<>();
    private final Set<String> codes = new TreeSet<>();
    private final List<String> unclear = new ArrayList<>();

    private ProblemCodes() {}

    /** @throws AssertionError when a code is made in a way that cannot be read */
    static Set<String> in(List<Path> sources) throws IOException {
        ProblemCodes found = new ProblemCodes();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            units.forEach(unit -> found.new Declarations().scan(unit, ""));
            units.forEach(unit -> found.new Calls().scan(unit, ""));
        }
        if (!found.unclear.isEmpty()) {
            throw new AssertionError("codes that cannot be read from the source: " + found.unclear);
        }
        return found.codes;
    }

    /** Finds what has a parameter of that name; a record shows its header as a constructor does. */
    private final class Declarations extends TreeScanner<Void, String> {
        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = type.getSimpleName().toString();
            if (type.getKind() == com.sun.source.tree.Tree.Kind.RECORD) {
                List<VariableTree> header = new ArrayList<>();
                type.getMembers().forEach(member -> {
                    if (member instanceof VariableTree field && isComponent(field)) {
                        header.add(field);
                    }
                });
                declare(name, name, header);
            }
            return super.visitClass(type, name);
        }

        private boolean isComponent(VariableTree field) {
            return !field.getModifiers().getFlags().contains(javax.lang.model.element.Modifier.STATIC);
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            boolean constructor = method.getName().contentEquals("<init>");
            declare(type, constructor ? type : method.getName().toString(), method.getParameters());
            return super.visitMethod(method, type);
        }

        private void declare(String type, String method, List<? extends VariableTree> parameters) {
            for (int i = 0; i < parameters.size(); i++) {
                VariableTree parameter = parameters.get(i);
                boolean text = parameter.getType() != null
                        && parameter.getType().toString().equals("String");
                if (text && parameter.getName().contentEquals(PARAMETER)) {
                    declarations
                            .computeIfAbsent(new Signature(method, parameters.size()), any -> new HashSet<>())
                            .add(new Declaration(type, i));
                }
            }
        }
    }

    private final class Calls extends TreeScanner<Void, String> {
        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, String type) {
            ExpressionTree method = call.getMethodSelect();
            if (method instanceof MemberSelectTree select) {
                look(select.getIdentifier().toString(), lastName(select.getExpression()), call.getArguments());
            } else if (method instanceof IdentifierTree own) {
                look(own.getName().toString(), "", call.getArguments());
            }
            return super.visitMethodInvocation(call, type);
        }

        @Override
        public Void visitNewClass(NewClassTree made, String type) {
            String name = lastName(made.getIdentifier());
            look(name, name, made.getArguments());
            return super.visitNewClass(made, type);
        }

        private String lastName(ExpressionTree expression) {
            String text = expression.toString();
            return text.substring(text.lastIndexOf('.') + 1);
        }

        /** @param receiver a class, or anything else that says nothing about the class */
        private void look(String method, String receiver, List<? extends ExpressionTree> arguments) {
            boolean isType = !receiver.isEmpty() && Character.isUpperCase(receiver.charAt(0));
            declarations.getOrDefault(new Signature(method, arguments.size()), Set.of()).stream()
                    .filter(declared -> !isType || declared.type().equals(receiver))
                    .forEach(declared -> read(arguments.get(declared.position())));
        }

        private void read(ExpressionTree argument) {
            switch (argument) {
                case LiteralTree none when "".equals(none.getValue()) -> {
                    // What a log line has of a request that went well.
                }
                case LiteralTree literal when literal.getValue() instanceof String code -> codes.add(code);
                case ParenthesizedTree inner -> read(inner.getExpression());
                case ConditionalExpressionTree choice -> {
                    read(choice.getTrueExpression());
                    read(choice.getFalseExpression());
                }
                case IdentifierTree handedOn when handedOn.getName().contentEquals(PARAMETER) -> {
                    // Read where it was handed in.
                }
                case MethodInvocationTree call
                when call.getMethodSelect().toString().endsWith("." + PARAMETER) -> {
                    // A code that something has: a problem's, read where that was made, or a rejection's.
                }
                default -> unclear.add(argument.toString());
            }
        }
    }
}
