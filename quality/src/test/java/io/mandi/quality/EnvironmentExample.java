package io.mandi.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a file {@code .env.example}. A line {@code NAME=value} or {@code #NAME=value} is a setting; any other
 * line that starts with {@code #} explains the settings below it, up to the next empty line.
 */
record EnvironmentExample(List<Setting> settings) {

    private static final Pattern SETTING = Pattern.compile("#? ?([A-Z][A-Z0-9_]*)=(.*)");

    /**
     * @param value as it would be read; empty when the file states none
     * @param explanation the comment above it
     */
    record Setting(String name, String value, String explanation) {}

    static EnvironmentExample parse(String text) {
        List<Setting> settings = new ArrayList<>();
        StringBuilder explanation = new StringBuilder();
        for (String line : text.lines().toList()) {
            Matcher setting = SETTING.matcher(line.strip());
            if (setting.matches()) {
                settings.add(new Setting(
                        setting.group(1),
                        setting.group(2).strip(),
                        explanation.toString().strip()));
            } else if (line.isBlank()) {
                explanation.setLength(0);
            } else {
                explanation.append(line.strip().replaceFirst("^#+ ?", "")).append('\n');
            }
        }
        return new EnvironmentExample(List.copyOf(settings));
    }
}
