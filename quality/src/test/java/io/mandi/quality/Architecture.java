package io.mandi.quality;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * What may depend on what, and what nobody does. The rules hold for the packages below a root, so that they can be tried
 * on classes that break them.
 */
record Architecture(String root) {

    /** The modules, by the package that each has below the root. */
    static final List<String> MODULES = List.of("engine", "persistence", "integrations", "cluster", "http", "bench");

    /** What the market itself is written in: values, collections and arithmetic. */
    private static final String[] LANGUAGE = {
        "java.lang",
        // What javac makes of records, lambdas and patterns.
        "java.lang.invoke",
        "java.lang.runtime",
        "java.math",
        "java.nio.charset",
        "java.time",
        "java.util",
        "java.util.function",
        "java.util.regex",
        "java.util.stream",
        "org.agrona.collections",
    };

    List<ArchRule> all() {
        List<ArchRule> rules = new ArrayList<>(List.of(
                coreNeedsOnlyTheLanguage(),
                coreReadsNoClock(),
                coreRollsNoDice(),
                coreTouchesNothingOutside(),
                eventsKnowNoPekko(),
                engineKnowsNoHttpAndNoSql(),
                knowsNone("engine", "persistence", "integrations", "cluster", "http", "bench"),
                knowsNone("persistence", "integrations", "cluster", "http", "bench"),
                knowsNone("integrations", "persistence", "cluster", "http", "bench"),
                knowsNone("cluster", "persistence", "integrations", "http", "bench"),
                knowsNone("http", "bench"),
                namesSayWhatAThingIs(),
                onlyMainEndsTheProgram(),
                onlyOneLoggingInterface(),
                onlyOnePackageTraces()));
        MODULES.forEach(module -> rules.add(hasNoCycles(module)));
        return rules;
    }

    private String in(String module) {
        return root + "." + module + "..";
    }

    private String[] core() {
        return new String[] {
            in("engine.book"),
            in("engine.catalog"),
            in("engine.id"),
            in("engine.ledger"),
            in("engine.lots"),
            in("engine.partner"),
            in("engine.schedule"),
            in("engine.trade"),
            in("engine.webhook")
        };
    }

    ArchRule coreNeedsOnlyTheLanguage() {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(LANGUAGE)
                .or(resideInAnyPackage(core()))
                .or(belongToAnyOf(MessageDigest.class, NoSuchAlgorithmException.class, CompletionStage.class))
                .or(DescribedPredicate.describe("primitive", Architecture::isPrimitive));
        return classes()
                .that()
                .resideInAnyPackage(core())
                .should()
                .onlyDependOnClassesThat(allowed)
                .as("the core depends on values, collections and arithmetic only");
    }

    private static boolean isPrimitive(JavaClass type) {
        return type.getBaseComponentType().isPrimitive();
    }

    ArchRule coreReadsNoClock() {
        return noClasses()
                .that()
                .resideInAnyPackage(core())
                .should()
                .callMethodWhere(target(
                        "reads a clock",
                        method -> (method.getOwner().getPackageName().startsWith("java.time")
                                        && method.getName().equals("now"))
                                || (method.getOwner().isEquivalentTo(System.class)
                                        && Set.of("currentTimeMillis", "nanoTime")
                                                .contains(method.getName()))))
                .orShould()
                .dependOnClassesThat(belongToAnyOf(Clock.class, InstantSource.class))
                .as("the core reads no clock: time is an argument");
    }

    ArchRule coreRollsNoDice() {
        return noClasses()
                .that()
                .resideInAnyPackage(core())
                .should()
                .callMethodWhere(target(
                        "draws a random value",
                        method -> (method.getOwner().isEquivalentTo(UUID.class)
                                        && method.getName().equals("randomUUID"))
                                || (method.getOwner().isEquivalentTo(Math.class)
                                        && method.getName().equals("random"))))
                .orShould()
                .dependOnClassesThat(belongToAnyOf(Random.class, SplittableRandom.class)
                        .or(resideInAnyPackage("java.util.random", "java.util.concurrent.."))
                        .and(not(belongToAnyOf(CompletionStage.class))))
                .as("the core rolls no dice: ids are arguments");
    }

    ArchRule coreTouchesNothingOutside() {
        return noClasses()
                .that()
                .resideInAnyPackage(core())
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe("uses the process it runs in", Architecture::usesTheProcess))
                .orShould()
                .dependOnClassesThat(belongToAnyOf(
                                Thread.class,
                                ThreadLocal.class,
                                Runtime.class,
                                ProcessBuilder.class,
                                ProcessHandle.class)
                        .or(belongToAnyOf(Scanner.class, Timer.class)))
                .as("the core touches nothing outside: no streams, no environment, no threads");
    }

    /** {@link System} is of use for copying arrays alone. */
    private static boolean usesTheProcess(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(System.class)
                && !Set.of("arraycopy", "identityHashCode").contains(access.getName());
    }

    private static DescribedPredicate<JavaMethodCall> target(
            String description, java.util.function.Predicate<AccessTarget.MethodCallTarget> predicate) {
        return DescribedPredicate.describe(description, call -> predicate.test(call.getTarget()));
    }

    ArchRule eventsKnowNoPekko() {
        return noClasses()
                .that()
                .resideInAPackage(in("engine.event"))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.pekko.."))
                .as("events and their bytes know no Pekko");
    }

    ArchRule engineKnowsNoHttpAndNoSql() {
        return noClasses()
                .that()
                .resideInAPackage(in("engine"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "java.net..",
                        "org.postgresql..",
                        "com.zaxxer..",
                        "org.apache.pekko.http..",
                        "org.apache.pekko.persistence.jdbc.."))
                .as("the engine knows no HTTP and no SQL");
    }

    ArchRule knowsNone(String module, String... others) {
        String[] packages = List.of(others).stream().map(this::in).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(in(module))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages))
                .as(module + " depends on none of " + List.of(others));
    }

    ArchRule namesSayWhatAThingIs() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveNameMatching(".*(Utils?|Manager|Helpers?)")
                .as("no class is a drawer for whatever does not fit elsewhere (Utils, Manager, Helper)");
    }

    ArchRule onlyMainEndsTheProgram() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .doNotHaveSimpleName("Main")
                .should()
                .callMethodWhere(target(
                        "ends the program",
                        method -> (method.getOwner().isEquivalentTo(System.class)
                                        || method.getOwner().isEquivalentTo(Runtime.class))
                                && Set.of("exit", "halt").contains(method.getName())))
                .as("only Main ends the program");
    }

    ArchRule onlyOneLoggingInterface() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                // It takes over what a library logs otherwise.
                .doNotHaveFullyQualifiedName("io.mandi.integrations.trace.LibraryLog")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.util.logging..",
                        "org.apache.commons.logging..",
                        "org.apache.log4j..",
                        "org.apache.logging.."))
                .as("what is logged goes through SLF4J");
    }

    ArchRule onlyOnePackageTraces() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(in("integrations.trace"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.opentelemetry.."))
                .as("only one package knows OpenTelemetry");
    }

    ArchRule hasNoCycles(String module) {
        return slices().assignedFrom(new PackagesOf(root + "." + module))
                .should()
                .beFreeOfCycles()
                .as("the packages of " + module + " depend on each other without cycles");
    }

    /** Each package of a module is a slice. */
    private record PackagesOf(String module) implements SliceAssignment {
        @Override
        public String getDescription() {
            return "packages of " + module;
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.equals(module) || name.startsWith(module + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }
    }
}
