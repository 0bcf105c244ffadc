/** Steps that people count time in, in seconds. */
const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
];

const MAX_TICKS = 8;

export interface TimeScale {
  /** Share of the width in percent, from 0 to 100, of an ISO time. */
  at(iso: string | number): number;
  ticks: { percent: number; label: string }[];
}

/** Lays a stretch of time out over the width; ticks count from its start. */
export const timeScale = (startMs: number, endMs: number): TimeScale => {
  const spanMs = Math.max(1, endMs - startMs);
  const step =
    STEPS.find((seconds) => spanMs / 1000 / seconds <= MAX_TICKS) ?? Math.ceil(spanMs / 86_400e3 / MAX_TICKS) * 86_400;
  const ticks: TimeScale['ticks'] = [];
  for (let i = 0; i * step * 1000 <= spanMs * 0.97; i++) {
    ticks.push({
      percent: round(((i * step * 1000) / spanMs) * 100),
      label: i === 0 ? '0' : tickLabel(i * step, step),
    });
  }
  return {
    at: (iso) => {
      const ms = typeof iso === 'number' ? iso : Date.parse(iso);
      return round(Math.min(100, Math.max(0, ((ms - startMs) / spanMs) * 100)));
    },
    ticks,
  };
};

const round = (percent: number): number => Math.round(percent * 100) / 100;

/** `0.4 s`, `30 s`, `5 min`, `1:30 h` */
const tickLabel = (seconds: number, step: number): string => {
  if (step < 1) return `${seconds.toFixed(1)} s`;
  if (step < 60 && seconds < 60) return `${seconds} s`;
  if (step < 60 && seconds % 60 > 0) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  if (step < 60) return `${seconds / 60} min`;
  if (step < 3600 && seconds < 3600) return `${seconds / 60} min`;
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)} h`;
};

const two = (number: number): string => String(number).padStart(2, '0');
