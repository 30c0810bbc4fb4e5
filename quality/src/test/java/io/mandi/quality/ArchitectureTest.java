package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.mandi.quality.violation.bench.Benchmark;
import io.mandi.quality.violation.cluster.KnowsHttp;
import io.mandi.quality.violation.engine.actor.KnowsPersistence;
import io.mandi.quality.violation.engine.actor.KnowsSql;
import io.mandi.quality.violation.engine.book.LogsWhatItDoes;
import io.mandi.quality.violation.engine.book.ReadsTheClock;
import io.mandi.quality.violation.engine.catalog.Prints;
import io.mandi.quality.violation.engine.event.SendsMessages;
import io.mandi.quality.violation.engine.id.RollsDice;
import io.mandi.quality.violation.http.EndsTheProgram;
import io.mandi.quality.violation.http.KnowsBench;
import io.mandi.quality.violation.http.LogsElsewhere;
import io.mandi.quality.violation.http.OrderUtils;
import io.mandi.quality.violation.http.TracesByItself;
import io.mandi.quality.violation.integrations.KnowsStore;
import io.mandi.quality.violation.persistence.KnowsCluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between modules and packages, read from the class files. */
class ArchitectureTest {
    private static final String ROOT = "io.mandi";
    private static final String VIOLATIONS = "io.mandi.quality.violation";

    /** Below this many classes in a module something is wrong with what was read. */
    private static final int FEWEST_CLASSES = 5;

    private static final JavaClasses MAIN_CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> theProgramKeeps() {
        return new Architecture(ROOT)
                .all().stream()
                        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(MAIN_CODE)));
    }

    /** Every rule is tried on a class that breaks it: one that can never fail holds nothing. */
    @TestFactory
    Stream<DynamicTest> theRuleFindsWhoBreaks() {
        JavaClasses violations = new ClassFileImporter().importPackages(VIOLATIONS);
        Architecture rules = new Architecture(VIOLATIONS);
        Map<ArchRule, Class<?>> breakers = new LinkedHashMap<>();
        breakers.put(rules.coreNeedsOnlyTheLanguage(), LogsWhatItDoes.class);
        breakers.put(rules.coreReadsNoClock(), ReadsTheClock.class);
        breakers.put(rules.coreRollsNoDice(), RollsDice.class);
        breakers.put(rules.coreTouchesNothingOutside(), Prints.class);
        breakers.put(rules.eventsKnowNoPekko(), SendsMessages.class);
        breakers.put(rules.engineKnowsNoHttpAndNoSql(), KnowsSql.class);
        breakers.put(
                rules.knowsNone("engine", "persistence", "integrations", "cluster", "http", "bench"),
                KnowsPersistence.class);
        breakers.put(rules.knowsNone("persistence", "integrations", "cluster", "http", "bench"), KnowsCluster.class);
        breakers.put(rules.knowsNone("integrations", "persistence", "cluster", "http", "bench"), KnowsStore.class);
        breakers.put(rules.knowsNone("cluster", "persistence", "integrations", "http", "bench"), KnowsHttp.class);
        breakers.put(rules.knowsNone("http", "bench"), KnowsBench.class);
        breakers.put(rules.namesSayWhatAThingIs(), OrderUtils.class);
        breakers.put(rules.onlyMainEndsTheProgram(), EndsTheProgram.class);
        breakers.put(rules.onlyOneLoggingInterface(), LogsElsewhere.class);
        breakers.put(rules.onlyOnePackageTraces(), TracesByItself.class);
        breakers.put(rules.hasNoCycles("bench"), Benchmark.class);

        Set<String> tried =
                breakers.keySet().stream().map(ArchRule::getDescription).collect(Collectors.toSet());
        List<String> untried = rules.all().stream()
                .map(ArchRule::getDescription)
                // The rule is the same for every module; the one for "bench" stands for it.
                .filter(rule -> !rule.endsWith("without cycles"))
                .filter(rule -> !tried.contains(rule))
                .toList();
        assertThat(untried).as("rules that were not seen to fail").isEmpty();

        return breakers.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().getDescription(),
                        () -> assertThat(failure(entry.getKey(), violations))
                                .contains(entry.getValue().getName())));
    }

    private static String failure(ArchRule rule, JavaClasses classes) {
        EvaluationResult result = rule.allowEmptyShould(true).evaluate(classes);
        return String.join("\n", result.getFailureReport().getDetails());
    }

    @Test
    void everyModuleWasRead() {
        Map<String, Long> classes =
                MAIN_CODE.stream().collect(Collectors.groupingBy(ArchitectureTest::module, Collectors.counting()));

        assertThat(classes.keySet()).containsExactlyInAnyOrderElementsOf(Architecture.MODULES);
        assertThat(classes).allSatisfy((module, count) -> assertThat(count).isGreaterThanOrEqualTo(FEWEST_CLASSES));
    }

    private static String module(JavaClass type) {
        return type.getPackageName().split("\\.")[2];
    }
}
