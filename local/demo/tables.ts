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

/** Schemas that the demo creates; `public` is there. The last two need quoting. */
export const SCHEMAS: readonly string[] = [
  'CREATE SCHEMA nature',
  'CREATE SCHEMA travel',
  'CREATE SCHEMA "wild life"',
  'CREATE SCHEMA "données"',
];

/** Three million flights within the United States. */
export const flightsFile = (): string => join(dataFolder(), 'flights-3m.parquet');

/**
 * Eight tables of real data in three schemas; names with blanks, and columns that are reserved words.
 *
 * @param flights a Parquet file with some of the flights, for a smaller demo
 */
export const fileTables = (flights = flightsFile()): FileTable[] => {
  const folder = dataFolder();
  const at = (file: string) => join(folder, file);
  return [
    {
      ddl: `CREATE TABLE public.flights (date TIMESTAMP ENCODE az64, delay BIGINT, distance BIGINT,
              origin VARCHAR(3), destination VARCHAR(3)) DISTSTYLE EVEN SORTKEY (date)`,
      file: flights,
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
