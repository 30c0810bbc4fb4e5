CREATE TABLE half (id int);
ALTER TABLE schema_migration ADD CHECK (id < 0);
-- //@UNDO
DROP TABLE half;
