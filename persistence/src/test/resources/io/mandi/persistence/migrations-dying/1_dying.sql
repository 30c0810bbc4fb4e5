CREATE TABLE half (id int);
SELECT pg_terminate_backend(pg_backend_pid());
-- //@UNDO
DROP TABLE half;
