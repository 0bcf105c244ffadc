// What the SQL of a load takes of its plan: one door to core/load.
export * from '../../load/control-tables';
export type { Change, ColumnType } from '../../load/evolution-plan';
export type { LoadColumn } from '../../load/load-column';
export { recordedName } from '../../load/load-errors';
