/** Tables that change between the demo's two runs: bookings of real flights, and a ticket for each traveller. */
export const TRAVEL: readonly string[] = [
  `CREATE TABLE travel.bookings (id BIGINT NOT NULL, flight_date TIMESTAMP, origin VARCHAR(3), destination VARCHAR(3),
     email VARCHAR(80), status VARCHAR(12), travellers INTEGER, updated_at TIMESTAMP NOT NULL, PRIMARY KEY (id))
     SORTKEY (updated_at)`,
  `CREATE TABLE travel.tickets (booking_id BIGINT NOT NULL, seat INTEGER NOT NULL, price DECIMAL(8,2),
     updated_at TIMESTAMP NOT NULL, PRIMARY KEY (booking_id, seat)) SORTKEY (updated_at)`,
  `INSERT INTO travel.bookings
     SELECT id, date, origin, destination, 'traveller' || id || '@example.com', 'booked', 1 + id % 3,
            DATEADD(minute, CAST(id AS INTEGER), '2026-01-01')
     FROM (SELECT ROW_NUMBER() OVER (ORDER BY date, origin, destination, distance, delay) AS id, date, origin, destination
           FROM public.flights WHERE distance > 2500) f
     WHERE id <= 20000`,
  `INSERT INTO travel.tickets
     SELECT b.id, s.seat, CAST(50 + b.id % 400 AS DECIMAL(8,2)), b.updated_at
     FROM travel.bookings b JOIN (SELECT 1 AS seat UNION ALL SELECT 2 UNION ALL SELECT 3) s ON s.seat <= b.travellers`,
];

/** A change that people make to the source between the two runs. */
export interface Change {
  what: string;
  sql: string;
}

/** Everything that a second run has to find: new, changed and deleted rows, a new column, and rows that come late. */
export const CHANGES: readonly Change[] = [
  {
    what: 'a new column travel.bookings.loyalty',
    sql: 'ALTER TABLE travel.bookings ADD COLUMN loyalty VARCHAR(8)',
  },
  {
    what: '500 new bookings',
    sql: `INSERT INTO travel.bookings
            SELECT id + 20000, flight_date, destination, origin, email, 'booked', travellers,
                   DATEADD(minute, CAST(id AS INTEGER), '2026-02-01'), 'gold'
            FROM travel.bookings WHERE id <= 500`,
  },
  {
    what: 'their tickets',
    sql: `INSERT INTO travel.tickets
            SELECT b.id, s.seat, 99.90, b.updated_at
            FROM travel.bookings b JOIN (SELECT 1 AS seat UNION ALL SELECT 2 UNION ALL SELECT 3) s ON s.seat <= b.travellers
            WHERE b.id > 20000`,
  },
  {
    what: '300 bookings flown',
    sql: `UPDATE travel.bookings SET status = 'flown', updated_at = '2026-02-02' WHERE id BETWEEN 1001 AND 1300`,
  },
  {
    what: 'the tickets of 120 bookings cancelled',
    sql: 'DELETE FROM travel.tickets WHERE booking_id BETWEEN 5001 AND 5120',
  },
  {
    what: '120 bookings cancelled',
    sql: 'DELETE FROM travel.bookings WHERE id BETWEEN 5001 AND 5120',
  },
  {
    what: '10,000 new flights',
    sql: `INSERT INTO public.flights
            SELECT DATEADD(day, 200, date), delay, distance, origin, destination
            FROM (SELECT date, delay, distance, origin, destination,
                         ROW_NUMBER() OVER (ORDER BY date DESC, origin, destination, distance, delay) AS n FROM public.flights) f
            WHERE n <= 10000`,
  },
  {
    what: 'a flight that was entered late, within the hour that is read again',
    sql: `INSERT INTO public.flights
            SELECT DATEADD(minute, -200 * 24 * 60 - 30, MAX(date)), 0, 100, 'LAX', 'SFO' FROM public.flights`,
  },
];
