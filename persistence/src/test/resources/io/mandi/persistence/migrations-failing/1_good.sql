CREATE TABLE good (id int);
-- //@UNDO
DROP TABLE good;
