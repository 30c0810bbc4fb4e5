package io.mandi.bench;

/** Words that the outputs have in common. */
final class Report {
    private Report() {}

    static String plan(LoadPlan plan, String requests) {
        String settings = plan.settings().isEmpty() ? "" : "- Settings: " + plan.settings() + "\n";
        return """
            - %d connections, closed loop, %s; %d rounds of %d s for each case, in turn, after %d s of warm-up each
            """.formatted(
                                plan.connections(),
                                requests,
                                plan.rounds(),
                                plan.window().toSeconds(),
                                plan.warmUp().toSeconds())
                + settings;
    }
}
