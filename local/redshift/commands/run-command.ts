import { copy } from '../copy/copy';
import type { Command } from '../sql/command';
import { DONE, type Outcome, type Statement } from '../statement';
import { unload } from '../unload/unload';
import { alterSchema, alterTable } from './alter-table';
import { createTable } from './create-table';
import { alterDefaultPrivileges } from './default-privileges';
import { drop } from './drop';
import { alterGroup, createGroup, createUser, grant } from './grants';
import { insert } from './insert';
import { analyze, comment, lock, truncate, vacuum } from './maintenance';
import { merge } from './merge';
import { createSchema } from './schemas';
import { select } from './select';
import { show, showObjects } from './show';
import { deleteRows, update } from './update-delete';
import { createView } from './views';

/** Commands that the session handles itself. */
export type TransactionCommand = Extract<Command, { k: 'begin' | 'commit' | 'rollback' }>;

/** Runs one parsed command in the session's transaction. */
export async function runCommand(command: Exclude<Command, TransactionCommand>, s: Statement): Promise<Outcome> {
  switch (command.k) {
    case 'select':
      return select(command.query, s);
    case 'createTable':
      return createTable(command, s);
    case 'createView':
      return createView(command, s);
    case 'createSchema':
      return createSchema(command, s);
    case 'drop':
      return drop(command, s);
    case 'alterTable':
      return alterTable(command, s);
    case 'alterSchema':
      return alterSchema(command, s);
    case 'insert':
      return insert(command, s);
    case 'update':
      return update(command, s);
    case 'delete':
      return deleteRows(command, s);
    case 'truncate':
      return truncate(command.path, s);
    case 'set':
      s.settings.set(command.name, command.value);
      return DONE;
    case 'reset':
      s.settings.reset(command.name);
      return DONE;
    case 'show':
      return show(command.name, s);
    case 'showObjects':
      return showObjects(command, s);
    case 'analyze':
      return analyze(command.path, s);
    case 'vacuum':
      return vacuum(command.path, s);
    case 'lock':
      return lock(command.paths, s);
    case 'grant':
      return grant(command, s);
    case 'defaultPrivileges':
      return alterDefaultPrivileges(command, s);
    case 'createUser':
      return createUser(command, s);
    case 'createGroup':
      return createGroup(command, s);
    case 'alterGroup':
      return alterGroup(command, s);
    case 'comment':
      return comment(command, s);
    case 'merge':
      return merge(command, s);
    case 'copy':
      return copy(command, s);
    case 'unload':
      return unload(command, s);
  }
}
