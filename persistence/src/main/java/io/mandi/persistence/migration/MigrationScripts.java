package io.mandi.persistence.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ibatis.migration.Change;
import org.apache.ibatis.migration.MigrationLoader;
import org.apache.ibatis.migration.MigrationReader;

/**
 * Reads the scripts from a folder of the class path. A folder in a jar cannot be listed, so the file {@code index} in
 * it names the scripts, one a line; a line that begins with # is a comment.
 */
final class MigrationScripts implements MigrationLoader {

    private static final Pattern NAME = Pattern.compile("(\\d{1,20})_([a-z0-9_]{1,200})\\.sql");

    private final ClassLoader loader;
    private final String folder;

    /** The scripts of a folder, which is named without a slash at either end. */
    MigrationScripts(ClassLoader loader, String folder) {
        this.loader = loader;
        this.folder = folder;
    }

    /** In a list that can be changed, since the operations sort it in place. */
    @Override
    public List<Change> getMigrations() {
        List<Change> changes = new ArrayList<>();
        try (BufferedReader index = new BufferedReader(new InputStreamReader(open("index"), StandardCharsets.UTF_8))) {
            for (String line : index.lines().map(String::strip).toList()) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    changes.add(change(line));
                }
            }
        } catch (IOException failure) {
            throw new MigrationFailedException("Cannot read the list of migrations in " + folder, failure);
        }
        return changes;
    }

    @Override
    public Reader getScriptReader(Change change, boolean undo) {
        try {
            return new MigrationReader(
                    open(change.getFilename()), StandardCharsets.UTF_8.name(), undo, new Properties());
        } catch (IOException failure) {
            throw new MigrationFailedException("Cannot read the migration " + change.getFilename(), failure);
        }
    }

    /** None, which is null in this interface: a database begins with the first script. */
    @Override
    public Reader getBootstrapReader() {
        return null;
    }

    /** None, which is null in this interface: a script that fails is rolled back as a whole. */
    @Override
    public Reader getOnAbortReader() {
        return null;
    }

    private static Change change(String file) {
        Matcher name = NAME.matcher(file);
        if (!name.matches()) {
            throw new MigrationFailedException("A migration is named number_words.sql, not " + file);
        }
        Change change = new Change(new BigDecimal(name.group(1)));
        change.setDescription(name.group(2).replace('_', ' '));
        change.setFilename(file);
        return change;
    }

    private InputStream open(String file) throws IOException {
        String resource = folder + "/" + file;
        if (loader.getResourceAsStream(resource) instanceof InputStream stream) {
            return stream;
        }
        throw new IOException(resource + " is not on the class path");
    }
}
