CREATE TABLE half (id int);
INSERT INTO no_such_table VALUES (1);
-- //@UNDO
DROP TABLE half;
