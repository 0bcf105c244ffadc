/** Small tables by hand: an empty one, a reserved word, odd names, every type; and two views. */
export const STATEMENTS: readonly string[] = [
  'CREATE TABLE public.empty_table (id BIGINT NOT NULL, note VARCHAR(20), PRIMARY KEY (id))',
  'CREATE TABLE public."order" ("select" INTEGER NOT NULL, "from" VARCHAR(40), "Größe $ (cm)" DECIMAL(8,2), PRIMARY KEY ("select"))',
  `INSERT INTO public."order" VALUES (1, 'a ''quoted'' \\\\ text', 1.50), (2, NULL, NULL), (3, 'žluťoučký 🐦', -0.01)`,
  'CREATE TABLE "données"."Žluťoučký Kůň 🐴" ("Name" VARCHAR(40), "Höhe, cm" REAL)',
  `INSERT INTO "données"."Žluťoučký Kůň 🐴" VALUES ('Šemík', 172.5), ('Blanka', NULL)`,
  'CREATE TABLE "données"."UPPER Case" ("ID" BIGINT NOT NULL, "mixedCase" VARCHAR(10), PRIMARY KEY ("ID"))',
  `INSERT INTO "données"."UPPER Case" VALUES (1, 'kept')`,
  'CREATE TABLE "données"."dot.ted ""quoted"" name" ("a.b" INTEGER)',
  'INSERT INTO "données"."dot.ted ""quoted"" name" VALUES (1)',
  `CREATE TABLE public.every_type (id BIGINT NOT NULL, c_smallint SMALLINT, c_integer INTEGER, c_bigint BIGINT,
     c_decimal DECIMAL(38,10), c_real REAL, c_double DOUBLE PRECISION, c_boolean BOOLEAN, c_char CHAR(5), c_varchar VARCHAR(100),
     c_date DATE, c_timestamp TIMESTAMP, c_timestamptz TIMESTAMPTZ, c_time TIME, c_timetz TIMETZ,
     c_year_month INTERVAL YEAR TO MONTH, c_day_second INTERVAL DAY TO SECOND, c_super SUPER, c_varbyte VARBYTE(16),
     c_geometry GEOMETRY, c_sketch HLLSKETCH, PRIMARY KEY (id))`,
  `INSERT INTO public.every_type SELECT
      1, 32767, 2147483647, 9223372036854775807, 9999999999999999999999999999.9999999999, 1.5, 0.1, true, 'ab', 'text',
      '2024-02-29', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.123456+02', '23:59:59.999999', '23:59:59.999999+00',
      INTERVAL '1-2' YEAR TO MONTH, INTERVAL '3 04:05:06.7' DAY TO SECOND,
      JSON_PARSE('{"a":[1,2,{"b":null}]}'), FROM_HEX('00ff10'), ST_GeomFromText('POINT(14.42 50.09)', 4326),
      HLL_CREATE_SKETCH(iata) FROM public.airports WHERE state = 'HI'`,
  `INSERT INTO public.every_type SELECT
      2, -32768, -2147483648, -9223372036854775808, -0.0000000001, -1.5, -0.1, false, '', '',
      '0001-01-01', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:00+00', '00:00:00', '00:00:00+00',
      INTERVAL '0-0' YEAR TO MONTH, INTERVAL '0' SECOND,
      JSON_PARSE('[]'), FROM_HEX(''), ST_GeomFromText('LINESTRING(0 0, 1 1)'),
      HLL_CREATE_SKETCH(iata) FROM public.airports WHERE state = '??'`,
  `INSERT INTO public.every_type (id, c_bigint) VALUES (3, 9007199254740993)`,
  `CREATE VIEW public.busy_airports AS SELECT origin, COUNT(*) AS departures, MIN(date) AS first_seen FROM public.flights
     GROUP BY origin`,
  `CREATE VIEW nature.rainy_days AS SELECT date, precipitation FROM nature.seattle_weather WHERE weather = 'rain'
     WITH NO SCHEMA BINDING`,
];
