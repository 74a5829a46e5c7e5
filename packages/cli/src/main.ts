import { exitStatus } from './exit-status.js';
import { run } from './run.js';

const status = await run(process.argv.slice(2));
process.exitCode = status;
// A step that was under way when a person asked to stop is not waited for.
if (status === exitStatus.interrupted) process.exit();
