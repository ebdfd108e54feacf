CREATE TABLE thread (id AUTO_ID, p INTEGER REFERENCES places_place (id));
