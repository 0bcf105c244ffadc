import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A demo table that is filled from a file of the `vega-datasets` package (BSD-3). */
export interface FileTable {
  ddl: string;
  file: string;
}

/** The folder of the package's data. @throws Error when the package is not installed */
const dataFolder = (): string => {
  const folder = join(__dirname, '..', '..', 'node_modules', 'vega-datasets', 'data');
  if (existsSync(folder)) return folder;
  throw new Error('the demo data is the npm package vega-datasets, a devDependency: run `npm ci` without --omit=dev');
};

/** Schemas that the demo creates; `public` is there. The second one needs quoting. */
export const SCHEMAS: readonly string[] = ['CREATE SCHEMA nature', 'CREATE SCHEMA "wild life"'];

/** Eight tables of real data in three schemas; names with blanks, and columns that are reserved words. */
export const fileTables = (): FileTable[] => {
  const folder = dataFolder();
  const at = (file: string) => join(folder, file);
  return [
    {
      ddl: `CREATE TABLE public.flights (date TIMESTAMP ENCODE az64, delay BIGINT, distance BIGINT,
              origin VARCHAR(3), destination VARCHAR(3)) DISTSTYLE EVEN SORTKEY (date)`,
      file: at('flights-3m.parquet'),
    },
    {
      ddl: `CREATE TABLE public.airports (iata VARCHAR(4) NOT NULL, name VARCHAR(200), city VARCHAR(100), state VARCHAR(2),
              country VARCHAR(60), latitude DOUBLE PRECISION, longitude DOUBLE PRECISION, PRIMARY KEY (iata)) DISTSTYLE ALL`,
      file: at('airports.csv'),
    },
    {
      ddl: `CREATE TABLE public.zipcodes (zip_code CHAR(5) NOT NULL, latitude DECIMAL(9,6), longitude DECIMAL(9,6),
              city VARCHAR(60), state CHAR(2), county VARCHAR(60))`,
      file: at('zipcodes.csv'),
    },
    {
      ddl: `CREATE TABLE public.movies ("Title" VARCHAR(200), "US Gross" BIGINT, "Worldwide Gross" BIGINT,
              "Production Budget" BIGINT, "Release Date" VARCHAR(20), "MPAA Rating" VARCHAR(12), "Running Time min" SMALLINT,
              "Distributor" VARCHAR(80), "Director" VARCHAR(80), "IMDB Rating" REAL, "IMDB Votes" INTEGER)`,
      file: at('movies.json'),
    },
    {
      ddl: 'CREATE TABLE public.stocks (symbol VARCHAR(8), date VARCHAR(16), price DECIMAL(10,2))',
      file: at('stocks.csv'),
    },
    {
      ddl: `CREATE TABLE nature.species (item_id VARCHAR(32), common_name VARCHAR(100), scientific_name VARCHAR(100),
              gap_species_code VARCHAR(16), county_id INTEGER, habitat_yearround_pct DOUBLE PRECISION)`,
      file: at('species.csv'),
    },
    {
      ddl: `CREATE TABLE nature.seattle_weather (date DATE NOT NULL, precipitation REAL, temp_max REAL, temp_min REAL,
              wind REAL, weather VARCHAR(20), PRIMARY KEY (date))`,
      file: at('seattle-weather.csv'),
    },
    {
      ddl: `CREATE TABLE "wild life"."bird strikes" ("Airport Name" VARCHAR(100), "Aircraft Make Model" VARCHAR(60),
              "Flight Date" DATE, "Origin State" VARCHAR(40), "Wildlife Size" VARCHAR(20), "Wildlife Species" VARCHAR(60),
              "Cost Total $" BIGINT)`,
      file: at('birdstrikes.csv'),
    },
  ];
};

/** Small tables by hand: an empty one, a reserved word, odd names, every type; and two views. */
export const STATEMENTS: readonly string[] = [
  'CREATE TABLE public.empty_table (id BIGINT NOT NULL, note VARCHAR(20), PRIMARY KEY (id))',
  'CREATE TABLE public."order" ("select" INTEGER NOT NULL, "from" VARCHAR(40), "Größe $ (cm)" DECIMAL(8,2), PRIMARY KEY ("select"))',
  `INSERT INTO public."order" VALUES (1, 'a ''quoted'' \\\\ text', 1.50), (2, NULL, NULL), (3, 'žluťoučký 🐦', -0.01)`,
  `CREATE TABLE public.every_type (id BIGINT NOT NULL, c_smallint SMALLINT, c_integer INTEGER, c_bigint BIGINT,
     c_decimal DECIMAL(38,10), c_real REAL, c_double DOUBLE PRECISION, c_boolean BOOLEAN, c_char CHAR(5), c_varchar VARCHAR(100),
     c_date DATE, c_timestamp TIMESTAMP, c_timestamptz TIMESTAMPTZ, c_time TIME, c_timetz TIMETZ, c_super SUPER,
     c_varbyte VARBYTE(16), PRIMARY KEY (id))`,
  `INSERT INTO public.every_type VALUES
     (1, 32767, 2147483647, 9223372036854775807, 9999999999999999999999999999.9999999999, 1.5, 0.1, true, 'ab', 'text',
      '2024-02-29', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.123456+02', '23:59:59.999999', '23:59:59.999999+00',
      JSON_PARSE('{"a":[1,2,{"b":null}]}'), FROM_HEX('00ff10'))`,
  `INSERT INTO public.every_type VALUES
     (2, -32768, -2147483648, -9223372036854775808, -0.0000000001, -1.5, -0.1, false, '', '',
      '0001-01-01', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:00+00', '00:00:00', '00:00:00+00',
      JSON_PARSE('[]'), FROM_HEX(''))`,
  `INSERT INTO public.every_type (id, c_bigint) VALUES (3, 9007199254740993)`,
  `CREATE VIEW public.busy_airports AS SELECT origin, COUNT(*) AS departures, MIN(date) AS first_seen FROM public.flights
     GROUP BY origin`,
  `CREATE VIEW nature.rainy_days AS SELECT date, precipitation FROM nature.seattle_weather WHERE weather = 'rain'
     WITH NO SCHEMA BINDING`,
];
