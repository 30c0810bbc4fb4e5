package io.mandi.http.api;

import io.mandi.http.report.ReportLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Rows of market reports: real ones where they lie beside the repository, or where {@code -Dmandi.reports=…} says, and otherwise rows that
 * are made up like them.
 *
 * @param arrivals without the header
 * @param cotton rows of prices
 * @param real whether they are
 */
record Reports(List<String> arrivals, List<String> cotton, boolean real) {
    private static final String BESIDE_THE_REPOSITORY = "../shared/data";
    private static final String ARRIVALS = "arrivals_2018_2019.csv";

    /** What is in a row, read by other means than the program's. */
    record Row(String commodity, String state, String market, String tonnes, String modal, String variety) {}

    /** @param most rows of arrivals, drawn by the seed */
    static Reports read(long seed, int most) {
        Path folder = folder();
        if (!Files.exists(folder.resolve(ARRIVALS))) {
            return madeUp(seed, most);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> arrivals = new ArrayList<>(Files.readAllLines(folder.resolve(ARRIVALS)));
            arrivals.removeFirst();
            List<String> cotton = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith("-data.csv"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains(",Cotton,"))
                        .forEach(cotton::add);
            }
            return new Reports(drawn(arrivals, seed, most), cotton, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String named = System.getProperty("mandi.reports", "");
        // Tests run in the folder of their module.
        return named.isEmpty()
                ? Path.of("").toAbsolutePath().getParent().resolve(BESIDE_THE_REPOSITORY)
                : Path.of(named);
    }

    private static List<String> drawn(List<String> lines, long seed, int most) {
        if (lines.size() <= most) {
            return lines;
        }
        List<String> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, most);
    }

    private static Reports madeUp(long seed, int most) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] varieties = {"Local", "Red", "White", "Jyoti"};
        List<String> arrivals = new ArrayList<>();
        for (int i = 0; i < Math.min(most, 75_000); i++) {
            boolean bengal = random.nextBoolean();
            int price = 300 + 5 * random.nextInt(500);
            arrivals.add(String.join(
                    ",",
                    bengal ? "Potato" : "Onion",
                    bengal ? "West Bengal" : "Maharashtra",
                    random.nextInt(20) == 0 ? "\"Sangli(Phale, Bhajipura Market)\"" : "Market " + random.nextInt(60),
                    "%02d/%02d/2019".formatted(1 + random.nextInt(28), 1 + random.nextInt(12)),
                    random.nextInt(12) == 0 ? "" : (1 + random.nextInt(900)) + (random.nextBoolean() ? "" : ".5"),
                    varieties[random.nextInt(varieties.length)],
                    Integer.toString(price - 50),
                    Integer.toString(price + 50),
                    random.nextInt(40) == 0 ? "NR" : Integer.toString(price)));
        }
        List<String> cotton = new ArrayList<>();
        for (int i = 0; i < 188; i++) {
            int price = 5_000 + 5 * random.nextInt(500);
            String market =
                    i % 90 == 0 ? "New Grain Market , Sirsa" : "Yard " + i % 40 + (i % 7 == 0 ? "(Veg,Market)" : "");
            cotton.add("Gujarat,Rajkot," + market + ",Cotton,Variety " + i % 5 + ",FAQ,0" + (6 + i % 3) + "/02/2024,"
                    + (price - 100) + "," + (price + 100) + "," + price);
        }
        return new Reports(arrivals, cotton, false);
    }

    /** A row for each lot that the arrivals make: a row that stands there twice makes one. */
    List<Row> lotsOfArrivals() {
        List<Row> rows = new ArrayList<>();
        TreeSet<String> different = new TreeSet<>();
        // Some rows have a year of two digits.
        arrivals.forEach(line -> different.add(line.replaceAll(",(\\d\\d/\\d\\d/)(\\d\\d),", ",$1" + "20$2,")));
        for (String line : different) {
            String[] fields = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            boolean told = fields[4].matches("[0-9.]+") && fields[8].matches("[0-9.]+");
            if (told) {
                rows.add(new Row(fields[0], fields[1], fields[2].replace("\"", ""), fields[4], fields[8], fields[5]));
            }
        }
        return rows;
    }

    /** The same of the cotton, each of so many tonnes. A market with a comma outside of brackets is none. */
    List<Row> lotsOfCotton(String tonnes) {
        List<Row> rows = new ArrayList<>();
        for (String line : new TreeSet<>(cotton)) {
            String names = line.substring(0, line.indexOf(",Cotton,"));
            String[] rest = line.substring(names.length() + 1).split(",");
            String market = names.split(",", 3)[2];
            if (!market.replaceAll("\\([^)]*\\)", "").contains(",") && rest.length == 7) {
                rows.add(new Row("Cotton", names.split(",")[0], market, tonnes, rest[6], rest[1]));
            }
        }
        return rows;
    }

    Path arrivalsFile(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of(ReportLayout.HEADER));
        lines.addAll(arrivals);
        return Files.write(folder.resolve("arrivals.csv"), lines);
    }

    Path cottonFile(Path folder) throws IOException {
        return Files.write(folder.resolve("prices.csv"), cotton);
    }
}
