-- Which dealings of a partner differ is read from one to the next along these.
CREATE INDEX dealing_bought_idx ON dealing (organization_id, buyer, seller, commodity_id, day, state) WHERE state <> 'ENDED';
CREATE INDEX dealing_sold_idx ON dealing (organization_id, seller, buyer, commodity_id, day, state) WHERE state <> 'ENDED';

-- //@UNDO

DROP INDEX dealing_sold_idx;
DROP INDEX dealing_bought_idx;
