-- Records of which harvesters were told something that is another now, apart from the record itself:
-- data of their copies. Triggers note them here; whoever commits next dates them anew.
CREATE TABLE touched (record INTEGER PRIMARY KEY);
