-- Records of which harvesters were told something that is another now, apart from the record itself:
-- data of their copies. Triggers note them here; whoever commits next dates them anew. One may stand here twice:
-- the conflict clause of a statement holds in its triggers too, so none could pass a double by.
CREATE TABLE touched (record INTEGER NOT NULL);
